"""Photos to import, and the state of an installation that prepares them in real processes."""

import random
from pathlib import Path

from albums.tests.factories.folders import write_files
from assets.tests.factories.files import jpeg
from clientpix.testing.installation import eventually
from clientpix.testing.server import command_of, family_of, is_gone

LARGE = (3000, 2000)
IMPORT = ("import_photos", "--album", "Anna")


def create_photos(folder, count, size=(60, 40)):
    """Write COUNT photos that can be prepared."""
    files = {f"IMG_{number:02}.jpg": jpeg(size) for number in range(1, count + 1)}
    return write_files(folder, files)


def damaged_jpeg():
    """Return the head of a JPEG, followed by nonsense."""
    return b"\xff\xd8\xff\xe0" + random.Random(1).randbytes(6000)


def count_states(owned_installation):
    """Return the number of assets by state."""
    return dict(owned_installation.rows("SELECT state, count(*) FROM assets_asset GROUP BY state"))


def read_renditions(owned_installation):
    """Return the contents of all rendition files by path."""
    folder = Path(owned_installation.folder, "photos")
    folders = [folder / kind for kind in ("small", "thumbnails", "web")]
    return {path: path.read_bytes() for folder in folders for path in folder.rglob("*.webp")}


def list_workers(process):
    return [pid for pid in family_of(process.pid) if " worker " in command_of(pid)]


def wait_for_first_ready(owned_installation, process):
    """Wait until some photos are ready, and return the workers that prepare the others."""
    eventually(lambda: count_states(owned_installation).get("ready") or process.poll() is not None)
    assert process.poll() is None, process.log.read_text()
    return list_workers(process)


def wait_until_gone(pids):
    eventually(lambda: all(map(is_gone, pids)), what="the end of the workers")
