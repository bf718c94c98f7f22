import pytest

from albums.tests.factories.selections import album


@pytest.fixture
def anna(owner):
    return album(owner)
