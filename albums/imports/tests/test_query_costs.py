"""What a database goes through for a file does not grow with the album that the file comes to."""

from contextlib import contextmanager

import pytest
from django.db import connection

from albums.imports.file_walk import FileWalk
from albums.imports.run import FileStatus, ImportOptions, ImportRun, load_names_and_sizes
from albums.imports.stop_signal import StopSignal
from albums.models import Album
from albums.tests.factories.folders import card

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("whole_groups"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite counts its steps"),
]

FEW, MANY = 5, 200


@contextmanager
def steps():
    """A list as long as the instructions that the database carried out meanwhile."""
    carried_out = []
    connection.ensure_connection()
    connection.connection.set_progress_handler(lambda: carried_out.append(1), 1)
    try:
        yield carried_out
    finally:
        connection.connection.set_progress_handler(None, 1)


@pytest.fixture
def bring(owner, tmp_path):
    """Bring a card of so many into the one album; what each file met there comes back."""
    album = Album.objects.create(title="Anna", slug="anna", created_by=owner)

    def brought(name, number):
        folder = tmp_path / name
        files = list(FileWalk([folder if folder.exists() else card(folder, number)]))
        return {
            result.verdict
            for result in ImportRun(album, owner, StopSignal(), ImportOptions()).bring(files)
        }

    return brought


def cost(bring, name):
    """Without what a run asks but once."""
    with steps() as carried_out:
        bring(name, FEW)
    with steps() as once_a_run:
        load_names_and_sizes(Album.objects.get())
    return len(carried_out) - len(once_a_run)


def test_a_new_file_costs_the_same_where_many_lie(bring):
    first = cost(bring, "first")
    assert bring("many", MANY) == {FileStatus.NEW}
    assert cost(bring, "last") < 1.2 * first


def test_a_file_that_is_here_already_costs_the_same_where_many_lie(bring):
    bring("few", FEW)
    first = cost(bring, "few")
    assert bring("many", MANY) == {FileStatus.NEW}
    assert cost(bring, "few") < 1.2 * first
    assert bring("few", FEW) == {FileStatus.HERE}
