"""How long the owner waits for a click while 2,000 files are brought in, beside an idle house.

    .venv/bin/python -m benchmarks.writes [FILES]

A served house on SQLite. Every 50 ms somebody hides a picture or shows it again: sign-in, gate,
lock, rows, epoch and all; first while nothing else happens, then during `manage.py import_photos`
of as many small JPEGs, kept and developed on all cores.
"""

import http.cookiejar
import io
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.children import ROOT
from clientpix.testing.installation import eventually, free_port

PAUSE = 0.05
IDLE = 200
EMAIL, PASSWORD = "anna@example.org", "a long enough word"
MANAGE = [sys.executable, ROOT / "manage.py"]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PLACEMENT = re.compile(r'id="t-([0-9a-f]{32})"')


def main(files=2000):
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        _make(folder / "shoot", int(files))
        _make(folder / "first", 10, seed=1_000_000)
        with _served(folder) as (site, environment):
            _bring(environment, folder / "first", "Clicks").wait()
            owner = Owner(site)
            idle = [owner.click() for _ in range(IDLE)]
            bringing = _bring(environment, folder / "shoot", "Shoot")
            busy = []
            while bringing.poll() is None:
                busy.append(owner.click())
    for name, times in (("idle", idle), ("importing", busy)):
        print(f"{name:<10}", _told(times))
    print(f"p95 {_p95(busy) / _p95(idle):.1f} x idle")


class Owner:
    """A browser in which the owner is signed in, and an album is open."""

    def __init__(self, site):
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._browser, self._site, self._verb = urllib.request.build_opener(jar), site, "hide"
        page = self._get("/sign-in/")
        self._post("/sign-in/", page, email=EMAIL, password=PASSWORD)
        self._page = self._get("/studio/albums/clicks/")
        self._placement = PLACEMENT.search(self._page)[1]

    def click(self):
        time.sleep(PAUSE)
        began = time.monotonic()
        self._post(
            "/studio/albums/clicks/acts/", self._page, verb=self._verb, placement=self._placement
        )
        self._verb = {"hide": "show", "show": "hide"}[self._verb]
        return time.monotonic() - began

    def _get(self, path):
        return self._browser.open(self._site + path).read().decode()

    def _post(self, path, page, **said):
        said["csrfmiddlewaretoken"] = TOKEN.search(page)[1]
        request = urllib.request.Request(
            self._site + path,
            urllib.parse.urlencode(said).encode(),
            {"Origin": self._site, "X-Requested-With": "XMLHttpRequest"},
        )
        return self._browser.open(request, timeout=120).read()


@contextmanager
def _served(folder):
    """A house with its server, for as long as it is measured."""
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "CLIENTPIX_DATA": str(folder / "data"),
        "CLIENTPIX_PORT": str(port),
        "CLIENTPIX_OWNER_EMAIL": EMAIL,
        "CLIENTPIX_OWNER_PASSWORD": PASSWORD,
    }
    server = subprocess.Popen([*MANAGE, "serve"], env=environment, stdout=subprocess.DEVNULL)
    try:
        eventually(lambda: _is_well(site))
        yield site, environment
    finally:
        server.terminate()
        server.wait()


def _is_well(site):
    with suppress(OSError):
        return urllib.request.urlopen(f"{site}/healthz", timeout=2).read()


def _bring(environment, folder, album):
    return subprocess.Popen(
        [*MANAGE, "import_photos", "--album", album, folder],
        env=environment,
        stdout=subprocess.DEVNULL,
    )


def _make(folder, files, seed=0):
    """Small pictures, each of its own kind of noise."""
    folder.mkdir()
    for number in range(files):
        noise = np.random.default_rng(seed + number).integers(0, 255, (24, 36, 3), np.uint8)
        image = Image.fromarray(noise).resize((900, 600))
        content = io.BytesIO()
        image.save(content, "JPEG", quality=80)
        (folder / f"IMG_{number:05}.jpg").write_bytes(content.getvalue())


def _told(times):
    p50, p95 = statistics.median(times), _p95(times)
    return f"p50 {p50 * 1e3:.0f} ms, p95 {p95 * 1e3:.0f} ms, {len(times)} clicks"


def _p95(times):
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main(*sys.argv[1:])
