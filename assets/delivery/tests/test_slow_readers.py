"""The real server without nginx, and clients that read slowly."""

import json
import socket
from contextlib import ExitStack

import pytest

from clientpix.testing.installation import PATIENCE

CLIENTS = 40  # more than the server has connections to PostgreSQL
SIZE = 8 * 1024**2
PREPARE = f"""
import json
from accounts import doors
from accounts.models import User
from assets.delivery import media_urls
from assets.tests.factories.assets import keep
owner = User.objects.create_user("o@x.org", "a long enough word", role="owner")
video = keep(b"\\x00\\x00\\x00\\x18ftypmp42".ljust({SIZE}, b"."), "a.mp4")
door = doors.for_user(owner)
print(json.dumps(media_urls.build_media_url(door, "originals", video.sha256, "-")))
"""


def start_download(port, url):
    """Request a file and only read the headers."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
    connection.sendall(
        f"GET {url} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
    )
    file = connection.makefile("rb")
    assert b" 200 " in file.readline()
    headers = dict(iter(lambda: tuple(file.readline().strip().split(b": ")), (b"",)))
    assert headers[b"Content-Length"] == str(SIZE).encode()
    return connection, file


@pytest.mark.db
def test_slow_clients_do_not_block_other_requests(installation, start_server):
    url = json.loads(installation.python(PREPARE))
    server = start_server().wait_until_ready()
    with ExitStack() as stack:
        downloads = [start_download(server.port, url) for _ in range(CLIENTS)]
        for download in downloads:
            for closable in download:
                stack.enter_context(closable)
        assert [server.word() for _ in range(3)] == ["ok"] * 3
        last = downloads[-1][1]
        assert sum(map(len, iter(lambda: last.read1(1024**2), b""))) == SIZE
