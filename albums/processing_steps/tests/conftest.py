import pytest

from albums.tests.factories import stored_files


@pytest.fixture
def anna(owner):
    return stored_files.get_album("Anna")
