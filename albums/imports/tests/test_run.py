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
from albums.tests.factories.folders import create_card, list_names
from albums.tests.factories.stored_files import fake_jpeg
from assets.storage import vault

pytestmark = [pytest.mark.db, pytest.mark.django_db, pytest.mark.usefixtures("whole_groups")]


@pytest.fixture
def album(owner):
    return Album.objects.create(title="Anna", slug="anna", created_by=owner)


@pytest.fixture
def run(album, owner):
    return ImportRun(album, owner, StopSignal(), ImportOptions(jobs=2, retry_seconds=0))


@pytest.fixture
def files(tmp_path):
    return list(FileWalk([create_card(tmp_path / "card", 2 * GROUP_SIZE + 10)]))


def list_incoming():
    return list(vault.incoming_folder().glob("*.part"))


def test_each_file_has_one_result_in_order(run, files):
    results = list(run.import_files(files))
    assert [result.source for result in results] == files
    assert {result.status for result in results} == {FileStatus.NEW}
    assert run.fatal_error is None
    assert list_incoming() == []


def test_a_result_is_given_only_after_its_file_is_placed(run, files):
    for number, _ in enumerate(run.import_files(files), 1):
        assert Placement.objects.count() >= number


def test_closing_the_results_leaves_no_incoming_files(run, files):
    results = run.import_files(files)
    next(results)
    results.close()
    assert list_incoming() == []
    assert list_names() == [f"IMG_{number}.jpg" for number in range(1, GROUP_SIZE + 1)]


def test_a_stop_settles_nothing_more_and_leaves_no_incoming_files(run, files):
    results = []
    for result in run.import_files(files):
        results.append(result)
        run.stop.is_set = True
    assert len(results) == len(list_names()) == GROUP_SIZE
    assert list_incoming() == []


@pytest.mark.parametrize(
    ("change", "fatal_error"),
    [
        (lambda: Album.objects.update(trashed_at=timezone.now()), AlbumClosed),
        (stored_files.delete_all_rows, None),
        (
            lambda: (stored_files.delete_all_rows(), Album.objects.all().delete()),
            Album.DoesNotExist,
        ),
    ],
)
def test_a_run_handles_changes_of_its_album(run, files, change, fatal_error):
    results = run.import_files(files)
    first = next(results)
    change()
    statuses = [first.status, *(result.status for result in results)]
    assert type(run.fatal_error) is (fatal_error or type(None))
    assert statuses == [FileStatus.NEW] * (GROUP_SIZE if fatal_error else len(files))
    assert list_incoming() == []


def test_no_file_is_read_when_the_album_is_in_the_trash(run, files):
    Album.objects.update(trashed_at=timezone.now())
    for source in files:
        os.utime(source.path, ns=(0, source.mtime_ns))
    assert list(run.import_files(files)) == []
    assert isinstance(run.fatal_error, AlbumClosed)
    assert {os.stat(source.path).st_atime_ns for source in files} == {0}  # noqa: PTH116


def test_the_other_files_are_added_when_one_cannot_be_stored(run, files):
    with vault.borrow(stored_files.key_of(fake_jpeg("card IMG_7.jpg"))) as path:
        path.mkdir(parents=True)
    results = {result.source.path.rpartition("/")[2]: result for result in run.import_files(files)}
    failed = results.pop("IMG_7.jpg")
    assert (failed.status, type(failed.error)) == (FileStatus.FAILED, PermissionError)
    assert {result.status for result in results.values()} == {FileStatus.NEW}
    assert len(list_names()) == len(files) - 1
    assert list_incoming() == []


def test_the_results_so_far_stay_true_when_the_database_fails(run, files):
    queries = []

    def fail(execute, *query):
        queries.append(query)
        error = OperationalError("database is locked")
        raise error from sqlite3.OperationalError("database is locked")

    results = run.import_files(files)
    settled = [next(results)]
    with connection.execute_wrapper(fail):
        settled += results
    assert queries
    assert isinstance(run.fatal_error, OperationalError)
    assert len(settled) == Placement.objects.count() == GROUP_SIZE
    assert list_incoming() == []


def test_known_files_are_read_but_not_copied(run, files, album, owner):
    list(run.import_files(files))
    second_run = ImportRun(album, owner, StopSignal(), ImportOptions(jobs=2))
    incoming_counts = []
    results = list(
        second_run.import_files(files, lambda: incoming_counts.append(len(list_incoming())))
    )
    assert {result.status for result in results} == {FileStatus.DUPLICATE}
    assert set(incoming_counts) == {0}


def test_a_file_is_new_when_only_its_name_and_size_are_known(run, files, album, owner):
    list(run.import_files(files[:3]))
    path = files[1].path
    with open(path, "r+b") as file:  # noqa: PTH123
        file.seek(-1, 2)
        file.write(b"\x00")
    results = ImportRun(album, owner, StopSignal(), ImportOptions()).import_files(files[:3])
    statuses = {result.source.path: result.status for result in results}
    assert [statuses.pop(path)] == [FileStatus.NEW]
    assert list(statuses.values()) == [FileStatus.DUPLICATE] * 2
