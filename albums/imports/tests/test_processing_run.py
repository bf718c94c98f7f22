"""Developing as one looks on: nothing here starts a process."""

import io
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management.base import OutputWrapper
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from albums.imports.console import Console
from albums.imports.processing.processing_run import EXIT_STOPPED, ProcessingRun, filter_assets_in
from albums.imports.stop_signal import StopSignal
from albums.models import Album, Placement
from albums.tests.factories import stored_files
from albums.tests.factories.stored_files import made
from assets.models import Asset

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def developing():
    halt = StopSignal()
    halt.has_come = True
    console = Console(*(OutputWrapper(io.StringIO()) for _ in range(2)))
    return ProcessingRun(filter_assets_in(stored_files.album()), console, halt)


def test_only_what_lies_in_the_album_is_meant(developing):
    stored_files.bring([made("here"), made("trashed")])
    stored_files.bring([made("there")], stored_files.album("Elsewhere"))
    last = Placement.objects.filter(album=stored_files.album()).in_order().last()
    Placement.objects.filter(pk=last.pk).update(trashed_at=timezone.now())
    assert developing.assets.get().sha256 == stored_files.sha256_of(made("here"))
    Album.objects.update(trashed_at=timezone.now())
    assert not developing.assets.exists()


def test_who_was_told_to_stop_before_it_began_says_what_is_left(developing):
    stored_files.bring([made("one"), made("two")])
    assert developing.go_on() == EXIT_STOPPED
    assert developing.console.stdout.getvalue() == ""
    assert developing.console.stderr.getvalue() == (
        "Stopped. Everything is kept. 2 are still to be developed. "
        "The server does that, or run the same command again.\n"
    )


def test_where_all_is_done_nothing_is_said_and_nothing_stops(developing):
    stored_files.bring([made("one")])
    Asset.objects.update(state="ready")
    assert developing.go_on() == 0
    assert developing.console.stderr.getvalue() == developing.console.stdout.getvalue() == ""


@pytest.mark.django_db(transaction=True)
def test_asked_again_is_who_came_before_and_has_no_end_yet(developing):
    stored_files.bring([made(name) for name in ("waits", "ready", "failed", "young")])
    moment = timezone.now()
    for name, state in [("ready", "ready"), ("failed", "failed"), ("waits", "processing")]:
        asset = Asset.objects.filter(sha256=stored_files.sha256_of(made(name)))
        asset.update(state=state, attempts=4, kept_at=moment - timedelta(hours=1))
    jobs = apps.get_model("jobs", "Job").objects
    jobs.all().delete()
    developing.ask_again(before=moment - timedelta(minutes=1))
    waits = Asset.objects.get(state="processing")
    assert (waits.attempts, [job.args for job in jobs.all()]) == (0, [[str(waits.pk)]])


def test_looking_costs_the_same_however_much_there_is(developing):
    asked = []
    for number in (2, 40):
        stored_files.bring([made(f"{number} {one}") for one in range(number)])
        with CaptureQueriesContext(connection) as queries:
            developing.go_on()
        asked.append(len(queries))
    assert asked[0] == asked[1]
