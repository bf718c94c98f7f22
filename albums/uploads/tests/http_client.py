"""An HTTP client over real sockets that signs in like a browser."""

import hashlib
import http.client
import json
import re
import socket
import struct
from contextlib import contextmanager, suppress
from functools import cached_property
from http.cookies import SimpleCookie

from albums.tests.factories import stored_files
from assets.tus import protocol
from clientpix.testing.installation import PATIENCE

MIB = 1024**2
EMAIL, PASSWORD = "anna@example.org", "a long enough word"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
AT_ONCE = struct.pack("ii", 1, 0)


class Reply:
    """A response with the same attributes as Django's test responses."""

    def __init__(self, response):
        self.status_code, self.headers = response.status, response.headers
        self.content = response.read()

    def __getitem__(self, name):
        return self.headers[name]

    def __contains__(self, name):
        return name in self.headers

    def json(self):
        return json.loads(self.content)


class Line:
    """Send each request over a connection of its own, with the cookies of one browser."""

    def __init__(self, port, jar=None):
        self.port, self.cookies, self.token = port, jar or {}, ""

    def generic(self, method, url, body=b"", content_type="", headers=()):
        with self.begun(method, url, headers, len(body)) as connection:
            connection.send(body)
            return self._read(connection)

    @contextmanager
    def begun(self, method, url, headers=(), length=0):
        """Send the headers. The caller sends the body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.putrequest(method, url)
            for name, value in {**self._build_headers(), **dict(headers)}.items():
                connection.putheader(name, value)
            if method not in {"GET", "HEAD"}:
                connection.putheader("Content-Length", str(length))
            connection.endheaders()
            yield connection
        finally:
            connection.close()

    def sign_in(self, email=EMAIL):
        """Sign in with the form, then read the CSRF token from a studio page."""
        form = f"csrfmiddlewaretoken={self._read_token('/sign-in/')}"
        form += f"&email={email}&password={PASSWORD.replace(' ', '+')}"
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        reply = self.generic("POST", "/sign-in/", form.encode(), headers=headers)
        assert reply.status_code == 302, reply.content
        self.token = self._read_token("/studio/account/")
        return self

    def via_port(self, port):
        """Return the same browser at another port. Cookies don't depend on the port."""
        other = Line(port, self.cookies)
        other.token = self.token
        return other

    def _read_token(self, page):
        return TOKEN.search(self.generic("GET", page).content.decode())[1]

    def _build_headers(self):
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        origin = f"http://127.0.0.1:{self.port}"
        return {"Origin": origin, "Cookie": cookies, "X-CSRFToken": self.token}

    def _read(self, connection):
        reply = Reply(connection.getresponse())
        for cookie_header in reply.headers.get_all("Set-Cookie", []):
            self.cookies |= {
                name: cookie.value for name, cookie in SimpleCookie(cookie_header).items()
            }
        return reply


class Chunk:
    """A PATCH request from an offset to the end of a file, sent piece by piece."""

    def __init__(self, tus_client, url, file, offset=0, **headers):
        self.file, self.position = file, offset
        headers = {
            "Upload-Offset": str(offset),
            "Content-Type": protocol.CHUNK_CONTENT_TYPE,
            **headers,
        }
        headers["Tus-Resumable"] = protocol.VERSION
        self._line = tus_client.client.begun("PATCH", url, headers, file.size - offset)

    def __enter__(self):
        self._connection = self._line.__enter__()
        return self

    def __exit__(self, *trouble):
        self._line.__exit__(*trouble)

    def send_until(self, stop):
        self._connection.send(self.file.part(self.position, stop))
        self.position = stop

    def cut(self):
        """Drop the connection without closing it properly, like a phone that goes out of reach."""
        self._connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self._connection.close()

    def send_garbage(self):
        """Send the rest with other bytes. Return the status, or None if the connection is gone."""
        with suppress(ConnectionError):
            self._connection.send(b"!" * (self.file.size - self.position))
            return self._connection.getresponse().status
        return None


class File:
    """A file of any size that is generated on demand, with content that depends on its name."""

    def __init__(self, name, size):
        self.name, self.size = name, size
        self._block = stored_files.fake_jpeg(name, MIB)

    def part(self, start, stop):
        stop = min(stop, self.size)
        first, last = start // MIB, -(-stop // MIB)
        blocks = b"".join(map(self._build_block, range(first, last)))
        return blocks[start - first * MIB : stop - first * MIB]

    @cached_property
    def sha256(self):
        digest = hashlib.sha256()
        for start in range(0, self.size, MIB):
            digest.update(self.part(start, start + MIB))
        return digest.hexdigest()

    def _build_block(self, number):
        return self._block[:-8] + number.to_bytes(8)


def send_on(tus_client, url, file, offset=0, chunk=protocol.MAX_CHUNK_SIZE):
    """Send the file from the offset to its end. Return the last response."""
    while True:
        reply = tus_client.patch(url, offset, file.part(offset, offset + chunk))
        assert reply.status_code == 204, reply.content
        offset = min(offset + chunk, file.size)
        assert reply["Upload-Offset"] == str(offset)
        if offset == file.size:
            return reply
