import pytest

from albums.models import Album


@pytest.fixture
def album(owner):
    return Album.objects.create(title="Anna", slug="anna", created_by=owner)
