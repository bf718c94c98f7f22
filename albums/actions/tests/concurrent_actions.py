"""Programs in which two people change one album at the same moment. They print the outcome."""

import json
import sys
import threading

from django.db import connections

from accounts.models import User
from albums.actions import undo
from albums.actions.verbs import transfer, visibility
from albums.models import Action, Placement
from albums.tests.factories.albums import create_album
from albums.tests.factories.selections import add_photos, read_epoch, select


def undo_one_action():
    owner, anna, _best = _create_albums()
    action = visibility.hide(anna, select(add_photos(anna, 20, owner)), owner)
    copies = [Action.objects.select_related("album").get(pk=action.pk) for _ in range(2)]
    _print(_run_together(*(lambda copy=copy: undo.undo(copy) for copy in copies)), anna)


def hide_overlapping_selections():
    owner, anna, _best = _create_albums()
    rows = add_photos(anna, 20, owner)
    some, others = select(rows[:15]), select(rows[5:])
    outcomes = _run_together(
        lambda: visibility.hide(anna, some, owner),
        lambda: visibility.hide(anna, others, owner),
    )
    _print(outcomes, anna)


def move_in_opposite_directions():
    owner, anna, best = _create_albums()
    some, others = select(add_photos(anna, 10, owner)), select(add_photos(best, 10, owner))
    outcomes = _run_together(
        lambda: transfer.move(anna, some, owner, to=best),
        lambda: transfer.move(best, others, owner, to=anna),
    )
    _print(outcomes, anna)


def _create_albums():
    owner = User.objects.create_user("o@x.org", "a long enough word", role="owner")
    return owner, create_album(owner), create_album(owner, "Best")


def _print(outcomes, anna):
    placements = Placement.objects.in_grid().count()
    result = {"outcomes": sorted(outcomes), "epoch": read_epoch(anna), "placements": placements}
    json.dump(result, sys.stdout)


def _run_together(*functions):
    """Return what each function returned or raised: its type, and the photo count of an action."""
    start, outcomes = threading.Barrier(len(functions)), []

    def run(function):
        start.wait()
        try:
            result = function()
        except Exception as error:
            result = error
        finally:
            connections.close_all()
        count = getattr(result, "picture_count", "")
        outcomes.append(f"{type(result).__name__} {count}".strip())

    threads = [threading.Thread(target=run, args=[function]) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
