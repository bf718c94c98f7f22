"""Two people at one album in the same moment; what became of it is printed."""

import json
import sys
import threading

from django.db import connections

from accounts.models import User
from albums.actions import undo
from albums.actions.verbs import transfer, visibility
from albums.models import Action, Placement
from albums.tests.factories.selections import album, choice, epoch, hang


def undo_one_act():
    owner, anna, _best = _albums()
    act = visibility.hide(anna, choice(hang(anna, 20, owner)), owner)
    acts = [Action.objects.select_related("album").get(pk=act.pk) for _ in range(2)]
    _tell(_at_once(*(lambda one=one: undo.undo(one) for one in acts)), anna)


def hide_what_overlaps():
    owner, anna, _best = _albums()
    rows = hang(anna, 20, owner)
    parts = [choice(rows[:15]), choice(rows[5:])]
    _tell(
        _at_once(*(lambda part=part: visibility.hide(anna, part, owner) for part in parts)), anna
    )


def move_towards_each_other():
    owner, anna, best = _albums()
    some, others = choice(hang(anna, 10, owner)), choice(hang(best, 10, owner))
    found = _at_once(
        lambda: transfer.move(anna, some, owner, to=best),
        lambda: transfer.move(best, others, owner, to=anna),
    )
    _tell(found, anna)


def _albums():
    owner = User.objects.create_user("o@x.org", "a long enough word", role="owner")
    return owner, album(owner), album(owner, "Best")


def _tell(found, anna):
    lying = Placement.objects.in_grid().count()
    json.dump({"found": sorted(found), "epoch": epoch(anna), "lying": lying}, sys.stdout)


def _at_once(*works):
    """The name of what each got or met instead; of an act, of how many pictures as well."""
    start, found = threading.Barrier(len(works)), []

    def run(work):
        start.wait()
        try:
            result = work()
        except Exception as error:
            result = error
        finally:
            connections.close_all()
        found.append(f"{type(result).__name__} {getattr(result, 'pictures', '')}".strip())

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
