"""Measure how long a click takes while 2,000 files are imported, compared with an idle server.

    .venv/bin/python -m benchmarks.writes [FILES]

A running server on SQLite. Every 50 ms the owner hides or shows a photo, first while nothing else
happens, then while `manage.py import_photos` imports and prepares small JPEGs on all cores.
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
            _start_import(environment, folder / "first", "Clicks").wait()
            owner = Owner(site)
            idle = [owner.click() for _ in range(IDLE)]
            importing = _start_import(environment, folder / "shoot", "Shoot")
            busy = []
            while importing.poll() is None:
                busy.append(owner.click())
    for name, times in (("idle", idle), ("importing", busy)):
        print(f"{name:<10}", _format(times))
    print(f"p95 {_p95(busy) / _p95(idle):.1f} x idle")


class Owner:
    """A browser that is signed in as the owner and shows an album."""

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

    def _post(self, path, page, **form):
        form["csrfmiddlewaretoken"] = TOKEN.search(page)[1]
        request = urllib.request.Request(
            self._site + path,
            urllib.parse.urlencode(form).encode(),
            {"Origin": self._site, "X-Requested-With": "XMLHttpRequest"},
        )
        return self._browser.open(request, timeout=120).read()


@contextmanager
def _served(folder):
    """Run a server, and yield its URL and environment."""
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
        eventually(lambda: _is_up(site))
        yield site, environment
    finally:
        server.terminate()
        server.wait()


def _is_up(site):
    with suppress(OSError):
        return urllib.request.urlopen(f"{site}/healthz", timeout=2).read()


def _start_import(environment, folder, album):
    return subprocess.Popen(
        [*MANAGE, "import_photos", "--album", album, folder],
        env=environment,
        stdout=subprocess.DEVNULL,
    )


def _make(folder, files, seed=0):
    """Write small pictures of noise, all different."""
    folder.mkdir()
    for number in range(files):
        noise = np.random.default_rng(seed + number).integers(0, 255, (24, 36, 3), np.uint8)
        image = Image.fromarray(noise).resize((900, 600))
        content = io.BytesIO()
        image.save(content, "JPEG", quality=80)
        (folder / f"IMG_{number:05}.jpg").write_bytes(content.getvalue())


def _format(times):
    p50, p95 = statistics.median(times), _p95(times)
    return f"p50 {p50 * 1e3:.0f} ms, p95 {p95 * 1e3:.0f} ms, {len(times)} clicks"


def _p95(times):
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main(*sys.argv[1:])
