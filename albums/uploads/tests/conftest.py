import pytest

from albums.models import Album
from albums.uploads.tests.http_client import EMAIL, PASSWORD
from albums.uploads.tests.live_servers import opened
from albums.uploads.tests.slow_proxy import SlowLine
from albums.uploads.tests.tus_client import Sender

PACE = 6 * 1024**2
PREPARE = f"""
from accounts.models import User
from albums.models import Album
anna = User.objects.create_user("{EMAIL}", "{PASSWORD}", role="owner")
bert = User.objects.create_user("bert@example.org", "{PASSWORD}", role="uploader")
album = Album.objects.create(title="Anna & Ben", slug="anna", created_by=anna)
album.uploaders.add(bert)
"""


@pytest.fixture
def album(owner):
    return Album.objects.create(title="Anna", slug="anna", created_by=owner)


@pytest.fixture
def tus_client(owner_client, album):
    return Sender(owner_client, album)


@pytest.fixture
def live_servers(installation, start_server, tmp_path):
    with opened(installation, start_server, tmp_path) as premises:
        yield premises


@pytest.fixture
def line(installation, start_server):
    installation.python(PREPARE)
    running = start_server().wait_until_ready()
    slow = SlowLine(running.port, PACE)
    slow.running = running
    with slow.open():
        yield slow
