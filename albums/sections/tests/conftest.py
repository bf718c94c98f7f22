import pytest

from albums.tests.factories.albums import create_album


@pytest.fixture
def anna(owner):
    return create_album(owner)
