"""A real nginx with the project's nginx.conf, and a small upstream server behind it."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import threading
from collections import Counter
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from clientpix.testing.installation import PATIENCE, ROOT, eventually, free_port

BINARY = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
CONFIGURATION = ROOT / "nginx.conf"
PIECE = 64 * 1024


class Nginx:
    """An nginx process with the paths and ports of the test in its configuration."""

    def __init__(self, folder, data, pages, downloads):
        self.port = free_port()
        self.folder, self.data = folder, data
        self.proxy_temp, self.body_temp = folder / "proxied", folder / "bodies"
        self.log, self.errors = folder / "access.log", folder / "errors"
        folder.mkdir()
        # nginx has the folders of its disk buffers compiled in. These here can be inspected, and
        # their subfolders stay when a buffer file is deleted.
        spool = (
            f"proxy_temp_path {self.proxy_temp} 1 2; client_body_temp_path {self.body_temp} 1 2;"
        )
        self.configuration = folder / "nginx.conf"
        self.configuration.write_text(
            rewritten(
                CONFIGURATION.read_text(),
                {
                    "listen 80;": f"listen 127.0.0.1:{self.port}; {spool}",
                    "server app:8000;": f"server 127.0.0.1:{pages};",
                    "server app:8001;": f"server 127.0.0.1:{downloads};",
                    "alias /data/static/;": f"alias {data}/static/;",
                    "alias /data/photos/;": f"alias {data}/photos/;",
                    "/var/log/nginx/access.log": str(self.log),
                    "/var/log/nginx/error.log": str(folder / "error.log"),
                },
            )
        )

    @property
    def command(self):
        # Workers of a root process run as nobody, who cannot read the test's folder. Only root may
        # set another user.
        user = "user root;" if os.geteuid() == 0 else ""
        settings = f"{user} daemon off; pid {self.folder / 'pid'};"
        return [BINARY, "-e", "stderr", "-c", self.configuration, "-g", settings]

    @contextmanager
    def running(self):
        with self.errors.open("w") as errors:
            process = subprocess.Popen(self.command, stderr=errors)
        try:
            eventually(lambda: self._is_listening(process), what="nginx")
            yield self
        finally:
            process.terminate()
            process.wait(PATIENCE)

    def _is_listening(self, process):
        assert process.poll() is None, self.errors.read_text()
        with suppress(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", self.port)).close()
            return True

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def request(self, path, method="GET", body=None, **headers):
        """Send one request and return the response with its complete body."""
        connection = self.connect()
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            response.content = response.read()
        finally:
            connection.close()
        return response

    def written(self):
        """Return everything that nginx logged."""
        files = [self.log, self.folder / "error.log", self.errors]
        return "".join(file.read_text() for file in files)


class Upstream(ThreadingHTTPServer):
    """An HTTP server that returns prepared answers, or else echoes the request as JSON."""

    daemon_threads = False

    def __init__(self, name):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.name, self.port = name, self.server_address[1]
        self.responses, self.requests = {}, []
        self.peers = Counter()
        self.received = self.sent = 0

    def respond_with(self, path, *pieces, status=200, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        headers["Content-Length"] = sum(map(len, pieces))
        self.responses[path] = status, headers, pieces

    def handle_error(self, request, client_address):
        """Ignore clients that closed the connection."""

    @contextmanager
    def running(self):
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            self.shutdown()
            thread.join()
            self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.peers[self.client_address] += 1
        self.server.requests.append(self.headers)
        self._read()
        path = self.path.partition("?")[0]
        status, headers, pieces = self.server.responses.get(path) or self._echo()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        for piece in pieces if self.command != "HEAD" else ():
            self.wfile.write(piece)
            self.server.sent += len(piece)

    do_HEAD = do_POST = do_PATCH = do_GET  # noqa: N815

    def _read(self):
        left = int(self.headers.get("Content-Length", 0))
        while left and (piece := self.rfile.read1(min(left, PIECE))):
            left -= len(piece)
            self.server.received += len(piece)

    def _echo(self):
        request = {"by": self.server.name, "path": self.path, "headers": dict(self.headers)}
        body = json.dumps(request).encode()
        headers = {"Content-Type": "application/json", "Content-Length": len(body)}
        return 200, headers, [body]

    def log_message(self, *arguments):
        """Log nothing: requests are recorded in `requests`."""


def rewritten(text, places):
    """Return TEXT with replacements. Every key of PLACES must occur exactly once."""
    for place, instead in places.items():
        assert text.count(place) == 1, place
        text = text.replace(place, instead)
    return text


@pytest.fixture
def pages_upstream():
    with Upstream("pages").running() as upstream:
        yield upstream


@pytest.fixture
def downloads_upstream():
    with Upstream("downloads").running() as upstream:
        yield upstream


@pytest.fixture
def nginx(tmp_path, pages_upstream, downloads_upstream):
    """Yield a running nginx in front of two upstream servers, with an empty data folder."""
    if not BINARY:
        pytest.skip("nginx is not installed")
    ports = pages_upstream.port, downloads_upstream.port
    front = Nginx(tmp_path / "nginx", tmp_path / "data", *ports)
    with front.running():
        yield front
