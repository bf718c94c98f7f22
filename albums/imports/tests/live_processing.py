"""A house whose pictures are brought and developed by real processes, seen from outside."""

import random
from pathlib import Path

from albums.tests.factories.folders import fill
from assets.tests.factories.files import jpeg
from clientpix.testing.installation import eventually
from clientpix.testing.server import command_of, family_of, is_gone

LARGE = (3000, 2000)
BRING = ("import_photos", "--album", "Anna")


def shoot(folder, number, size=(60, 40)):
    """So many photos that can be developed."""
    return fill(folder, {f"IMG_{one:02}.jpg": jpeg(size) for one in range(1, number + 1)})


def damaged():
    """A photo as far as its head goes."""
    return b"\xff\xd8\xff\xe0" + random.Random(1).randbytes(6000)


def states(home):
    """How many assets are in which state."""
    return dict(home.rows("SELECT state, count(*) FROM assets_asset GROUP BY state"))


def renditions(home):
    """The files that lie there, and what is in them."""
    folder = Path(home.folder, "photos")
    lying = (folder / kind for kind in ("small", "thumbnails", "web"))
    return {path: path.read_bytes() for place in lying for path in place.rglob("*.webp")}


def workers_of(process):
    return [pid for pid in family_of(process.pid) if " worker " in command_of(pid)]


def until_developing(home, process):
    """Some are done, others are not; the workers come back."""
    eventually(lambda: states(home).get("ready") or process.poll() is not None)
    assert process.poll() is None, process.log.read_text()
    return workers_of(process)


def until_gone(pids):
    eventually(lambda: all(map(is_gone, pids)), what="the end of the workers")
