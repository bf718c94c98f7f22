import os
import sqlite3

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from albums.imports.file_walk import FileWalk
from albums.imports.run import GROUP_SIZE, FileStatus, ImportOptions, ImportRun
from albums.imports.stop_signal import StopSignal
from albums.models import Album, Placement
from albums.refusals import AlbumClosed
from albums.tests.factories import stored_files
from albums.tests.factories.folders import card, lying
from albums.tests.factories.stored_files import made
from assets.storage import vault

pytestmark = [pytest.mark.db, pytest.mark.django_db, pytest.mark.usefixtures("whole_groups")]


@pytest.fixture
def album(owner):
    return Album.objects.create(title="Anna", slug="anna", created_by=owner)


@pytest.fixture
def run(album, owner):
    return ImportRun(album, owner, StopSignal(), ImportOptions(jobs=2, patience=0))


@pytest.fixture
def files(tmp_path):
    return list(FileWalk([card(tmp_path / "card", 2 * GROUP_SIZE + 10)]))


def incoming():
    return list(vault.incoming_folder().glob("*.part"))


def test_each_file_has_one_result_in_its_order(run, files):
    results = list(run.bring(files))
    assert [result.found for result in results] == files
    assert {result.verdict for result in results} == {FileStatus.NEW}
    assert run.trouble is None
    assert incoming() == []


def test_a_result_is_given_only_when_it_is_settled_for_good(run, files):
    for number, _ in enumerate(run.bring(files), 1):
        assert Placement.objects.count() >= number


def test_who_stops_listening_leaves_nothing_lying_about(run, files):
    results = run.bring(files)
    next(results)
    results.close()
    assert incoming() == []
    assert lying() == [f"IMG_{number}.jpg" for number in range(1, GROUP_SIZE + 1)]


def test_a_halt_settles_nothing_more_and_leaves_nothing_lying_about(run, files):
    results = []
    for result in run.bring(files):
        results.append(result)
        run.halt.has_come = True
    assert len(results) == len(lying()) == GROUP_SIZE
    assert incoming() == []


@pytest.mark.parametrize(
    ("happen", "trouble"),
    [
        (lambda: Album.objects.update(trashed_at=timezone.now()), AlbumClosed),
        (stored_files.forget_all, None),
        (lambda: (stored_files.forget_all(), Album.objects.all().delete()), Album.DoesNotExist),
    ],
)
def test_what_happens_to_the_album_meanwhile_is_met_plainly(run, files, happen, trouble):
    results = run.bring(files)
    first = next(results)
    happen()
    verdicts = [first.verdict, *(result.verdict for result in results)]
    assert type(run.trouble) is (trouble or type(None))
    assert verdicts == [FileStatus.NEW] * (GROUP_SIZE if trouble else len(files))
    assert incoming() == []


def test_nothing_is_read_for_an_album_that_is_in_the_trash_already(run, files):
    Album.objects.update(trashed_at=timezone.now())
    for found in files:
        os.utime(found.path, ns=(0, found.mtime_ns))
    assert list(run.bring(files)) == []
    assert isinstance(run.trouble, AlbumClosed)
    assert {os.stat(found.path).st_atime_ns for found in files} == {0}  # noqa: PTH116


def test_one_file_that_cannot_be_kept_spoils_it_for_no_other(run, files):
    with vault.borrow(stored_files.key_of(made("card IMG_7.jpg"))) as path:
        path.mkdir(parents=True)
    results = {result.found.path.rpartition("/")[2]: result for result in run.bring(files)}
    spoilt = results.pop("IMG_7.jpg")
    assert (spoilt.verdict, type(spoilt.error)) == (FileStatus.FAILED, PermissionError)
    assert {result.verdict for result in results.values()} == {FileStatus.NEW}
    assert len(lying()) == len(files) - 1
    assert incoming() == []


def test_a_database_that_goes_away_ends_the_run_and_what_was_said_stays_true(run, files):
    said, asked = [], []

    def is_away(execute, *query):
        asked.append(query)
        error = OperationalError("database is locked")
        raise error from sqlite3.OperationalError("database is locked")

    results = run.bring(files)
    said.append(next(results))
    with connection.execute_wrapper(is_away):
        said += results
    assert asked
    assert isinstance(run.trouble, OperationalError)
    assert len(said) == Placement.objects.count() == GROUP_SIZE
    assert incoming() == []


def test_known_files_are_read_and_not_copied(run, files, album, owner):
    list(run.bring(files))
    again = ImportRun(album, owner, StopSignal(), ImportOptions(jobs=2))
    seen = []
    results = list(again.bring(files, lambda: seen.append(len(incoming()))))
    assert {result.verdict for result in results} == {FileStatus.HERE}
    assert set(seen) == {0}


def test_a_file_of_a_known_name_and_size_and_other_bytes_is_new(run, files, album, owner):
    list(run.bring(files[:3]))
    path = files[1].path
    with open(path, "r+b") as file:  # noqa: PTH123
        file.seek(-1, 2)
        file.write(b"\x00")
    results = ImportRun(album, owner, StopSignal(), ImportOptions()).bring(files[:3])
    verdicts = {result.found.path: result.verdict for result in results}
    assert [verdicts.pop(path)] == [FileStatus.NEW]
    assert list(verdicts.values()) == [FileStatus.HERE] * 2
