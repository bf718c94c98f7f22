"""The real server without nginx, and visitors who take their time."""

import json
import socket
from contextlib import ExitStack

import pytest

from clientpix.testing.installation import PATIENCE

READERS = 40  # more than there are connections to PostgreSQL
SIZE = 8 * 1024**2
PREPARE = f"""
import json
from accounts import doors
from accounts.models import User
from assets.delivery import media_urls
from assets.tests.factories.assets import keep
anna = User.objects.create_user("o@x.org", "a long enough word", role="owner")
film = keep(b"\\x00\\x00\\x00\\x18ftypmp42".ljust({SIZE}, b"."), "a.mp4")
print(json.dumps(media_urls.build_media_url(doors.for_user(anna), "originals", film.sha256, "-")))
"""


def begin(port, url):
    """Ask for it, read the headers, and then nothing more for now."""
    line = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
    line.sendall(f"GET {url} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    file = line.makefile("rb")
    assert b" 200 " in file.readline()
    headers = dict(iter(lambda: tuple(file.readline().strip().split(b": ")), (b"",)))
    assert headers[b"Content-Length"] == str(SIZE).encode()
    return line, file


@pytest.mark.db
def test_readers_who_take_their_time_hold_nothing_that_others_need(house, serve):
    url = json.loads(house.python(PREPARE))
    running = serve().wait_until_ready()
    with ExitStack() as stack:
        readers = [begin(running.port, url) for _ in range(READERS)]
        for reader in readers:
            for end in reader:
                stack.enter_context(end)
        assert [running.word() for _ in range(3)] == ["ok"] * 3
        last = readers[-1][1]
        assert sum(map(len, iter(lambda: last.read1(1024**2), b""))) == SIZE
