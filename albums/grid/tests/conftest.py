import pytest

from albums.tests.factories.albums import create_album as new_album


@pytest.fixture
def album(owner):
    return new_album(owner, sections=["Ceremony", "Party"])
