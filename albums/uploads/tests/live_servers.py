"""An installation with an album, a real server and a real nginx in front of it."""

import hashlib
import json
import os
import signal
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from albums.uploads.tests.http_client import EMAIL, PASSWORD, Line
from albums.uploads.tests.tus_client import Sender
from assets.storage import paths
from clientpix.testing.installation import eventually
from clientpix.testing.nginx import BINARY, Nginx
from clientpix.testing.server import Running, is_gone

PREPARE = f"""
from accounts.models import User
from albums.models import Album
anna = User.objects.create_user("{EMAIL}", "{PASSWORD}", role="owner")
bert = User.objects.create_user("bert@example.org", "{PASSWORD}", role="uploader")
album = Album.objects.create(title="Anna", slug="anna", created_by=anna)
album.uploaders.add(bert)
print(album.pk)
"""
STRAYS = (
    "import json; from albums.tests.factories import stored_files;"
    "print(json.dumps(stored_files.list_strays()))"
)
KEPT = """
SELECT sha256, extension, COUNT(albums_placement.id) FROM assets_asset
JOIN assets_version ON asset_id = assets_asset.id JOIN albums_placement USING (picture_id)
GROUP BY 1, 2
"""
WAYS = ["gunicorn", "nginx"]
LIMITS = {"CLIENTPIX_LARGEST_FILE": str(1024**2), "CLIENTPIX_UPLOADER_QUOTA": "1"}


@dataclass
class Lying:
    """The part of an album that a client knows."""

    pk: str


class Premises:
    """An installation that clients reach through gunicorn or nginx."""

    def __init__(self, installation, album, running, nginx=None):
        self.installation, self.album, self.running, self.nginx = (
            installation,
            Lying(album),
            running,
            nginx,
        )
        self.ports = {"gunicorn": running.port, "nginx": nginx and nginx.port}
        self.http_client = Line(running.port).sign_in()

    def sender(self, way="gunicorn"):
        return Sender(self.http_client.via_port(self.ports[way]), self.album)

    def build_client_for(self, email, way="gunicorn"):
        return Sender(Line(self.ports[way]).sign_in(email), self.album)

    def count_bytes_on_disk(self, url, suffix=".upload"):
        """Return the size of an upload's file, synced or not."""
        return self._build_path(f"incoming/{url.split('/')[-2]}{suffix}").stat().st_size

    def has_begun(self, url):
        """Return whether any request has written to the upload."""
        return self.count_bytes_on_disk(url, ".turn") > 0

    def kept(self):
        """Return the number of placements for each SHA-256, after checking the stored bytes."""
        found = {}
        for sha256, extension, number in self.installation.rows(KEPT):
            with self._build_path(paths.original_key(sha256, extension)).open("rb") as file:
                assert hashlib.file_digest(file, "sha256").hexdigest() == sha256
            found[sha256] = number
        return found

    def strays(self):
        return json.loads(self.installation.python(STRAYS))

    def memory(self):
        """Return the peak memory of each process since the last call, in KB."""
        peaks = {pid: _peak(pid) for pid in self._pids()}
        for pid in peaks:
            Path(f"/proc/{pid}/clear_refs").write_text("5")
        return peaks

    def kill(self):
        """Kill all processes at once, like a power cut."""
        pids = [*self.running.family(), self.running.process.pid]
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        eventually(lambda: all(map(is_gone, pids)))

    def restart(self):
        self.running = Running(self.installation, **LIMITS).wait_until_ready()
        self.ports["gunicorn"] = self.http_client.port = self.running.port

    def _build_path(self, name):
        return self.installation.folder / "photos" / name

    def _pids(self):
        nginx = (self.nginx.folder / "pid").read_text().strip()
        return [*self.running.find_processes("clientpix.wsgi"), *_children(nginx)]


@contextmanager
def opened(installation, serve, folder):
    """Furnished, and open both ways; what there is no room for may be announced as well."""
    if not BINARY:
        pytest.skip("nginx is not installed")
    album = installation.python(PREPARE).strip()
    running = serve(CLIENTPIX_TRUSTED_PROXIES="1", **LIMITS).wait_until_ready()
    nginx = Nginx(folder / "nginx", installation.folder, running.port, running.port + 1)
    with nginx.running():
        yield Premises(installation, album, running, nginx)


def _children(pid):
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _peak(pid):
    return int(Path(f"/proc/{pid}/status").read_text().partition("VmHWM:")[2].split()[0])
