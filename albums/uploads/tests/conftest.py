import pytest

from albums.models import Album
from albums.uploads.tests.live_servers import opened
from albums.uploads.tests.tus_client import Sender


@pytest.fixture
def album(owner):
    return Album.objects.create(title="Anna", slug="anna", created_by=owner)


@pytest.fixture
def sender(studio, album):
    return Sender(studio, album)


@pytest.fixture
def premises(house, serve, tmp_path):
    with opened(house, serve, tmp_path) as premises:
        yield premises
