"""Tests of ProcessingRun that start no workers."""

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
from albums.tests.factories.stored_files import fake_jpeg
from assets.models import Asset

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def processing():
    stop = StopSignal()
    stop.is_set = True
    console = Console(*(OutputWrapper(io.StringIO()) for _ in range(2)))
    return ProcessingRun(filter_assets_in(stored_files.get_album()), console, stop)


def test_only_assets_of_the_album_are_prepared(processing):
    stored_files.store_in_album([fake_jpeg("here"), fake_jpeg("trashed")])
    stored_files.store_in_album([fake_jpeg("there")], stored_files.get_album("Elsewhere"))
    last = Placement.objects.filter(album=stored_files.get_album()).in_order().last()
    Placement.objects.filter(pk=last.pk).update(trashed_at=timezone.now())
    assert processing.assets.get().sha256 == stored_files.sha256_of(fake_jpeg("here"))
    Album.objects.update(trashed_at=timezone.now())
    assert not processing.assets.exists()


def test_a_run_stopped_before_it_starts_says_what_is_left(processing):
    stored_files.store_in_album([fake_jpeg("one"), fake_jpeg("two")])
    assert processing.run() == EXIT_STOPPED
    assert processing.console.stdout.getvalue() == ""
    assert processing.console.stderr.getvalue() == (
        "Stopped. All imported files are safe. 2 files left to prepare. "
        "The server will finish them, or run the same command again.\n"
    )


def test_nothing_is_printed_when_everything_is_prepared(processing):
    stored_files.store_in_album([fake_jpeg("one")])
    Asset.objects.update(state="ready")
    assert processing.run() == 0
    assert processing.console.stderr.getvalue() == processing.console.stdout.getvalue() == ""


@pytest.mark.django_db(transaction=True)
def test_only_older_unfinished_assets_are_queued_again(processing):
    stored_files.store_in_album(
        [fake_jpeg(name) for name in ("unfinished", "ready", "failed", "new")]
    )
    now = timezone.now()
    for name, state in [("ready", "ready"), ("failed", "failed"), ("unfinished", "processing")]:
        asset = Asset.objects.filter(sha256=stored_files.sha256_of(fake_jpeg(name)))
        asset.update(state=state, attempts=4, kept_at=now - timedelta(hours=1))
    jobs = apps.get_model("jobs", "Job").objects
    jobs.all().delete()
    processing.requeue_unfinished(before=now - timedelta(minutes=1))
    unfinished = Asset.objects.get(state="processing")
    assert (unfinished.attempts, [job.args for job in jobs.all()]) == (0, [[str(unfinished.pk)]])


def test_the_number_of_queries_does_not_grow_with_the_assets(processing):
    counts = []
    for number in (2, 40):
        stored_files.store_in_album([fake_jpeg(f"{number} {index}") for index in range(number)])
        with CaptureQueriesContext(connection) as queries:
            processing.run()
        counts.append(len(queries))
    assert counts[0] == counts[1]
