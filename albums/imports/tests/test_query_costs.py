"""The work of the database for a file doesn't grow with the album that the file is added to."""

from contextlib import contextmanager

import pytest
from django.db import connection

from albums.imports.file_walk import FileWalk
from albums.imports.run import FileStatus, ImportOptions, ImportRun, load_names_and_sizes
from albums.imports.stop_signal import StopSignal
from albums.models import Album
from albums.tests.factories.folders import create_card

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("whole_groups"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite counts its steps"),
]

FEW, MANY = 5, 200


@contextmanager
def count_steps():
    """Yield a list that grows by one for each instruction that the database carries out."""
    steps = []
    connection.ensure_connection()
    connection.connection.set_progress_handler(lambda: steps.append(1), 1)
    try:
        yield steps
    finally:
        connection.connection.set_progress_handler(None, 1)


@pytest.fixture
def import_card(owner, tmp_path):
    """Return a function that imports a card of COUNT files and returns the set of statuses."""
    album = Album.objects.create(title="Anna", slug="anna", created_by=owner)

    def import_named(name, count):
        folder = tmp_path / name
        files = list(FileWalk([folder if folder.exists() else create_card(folder, count)]))
        run = ImportRun(album, owner, StopSignal(), ImportOptions())
        return {result.status for result in run.import_files(files)}

    return import_named


def count_steps_of(import_card, name):
    # Without the query that a run makes only once.
    with count_steps() as steps:
        import_card(name, FEW)
    with count_steps() as steps_per_run:
        load_names_and_sizes(Album.objects.get())
    return len(steps) - len(steps_per_run)


def test_the_cost_of_a_new_file_does_not_grow_with_the_album(import_card):
    first = count_steps_of(import_card, "first")
    assert import_card("many", MANY) == {FileStatus.NEW}
    assert count_steps_of(import_card, "last") < 1.2 * first


def test_the_cost_of_a_known_file_does_not_grow_with_the_album(import_card):
    import_card("few", FEW)
    first = count_steps_of(import_card, "few")
    assert import_card("many", MANY) == {FileStatus.NEW}
    assert count_steps_of(import_card, "few") < 1.2 * first
    assert import_card("few", FEW) == {FileStatus.DUPLICATE}
