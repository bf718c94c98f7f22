"""Scroll through ten thousand photos in Chromium, with the CPU slowed down to a quarter."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager, suppress

from benchmarks.children import ROOT, run

PICTURES, SLOWNESS, STEPS = 10_000, 4, 60
REACH = 1000
PORT = 8190
PERSON = {"CLIENTPIX_OWNER_EMAIL": "anna@example.org", "CLIENTPIX_OWNER_PASSWORD": "a long word"}
FILL = """
import io, os
from pathlib import Path
from PIL import Image
from accounts.models import User
from albums.tests.factories.albums import create_album
from albums.tests.factories.grids import add_photos
from assets.models import Rendition
from django.conf import settings
wall = create_album(User.objects.get(), sections=["Party"])
add_photos(wall, {pictures}, copies=True)
picture = Path(settings.PHOTOS, "one.webp")
Image.effect_noise((400, 267), 60).convert("RGB").save(picture, "WEBP", quality=85)
Rendition.objects.update(size=picture.stat().st_size)
for copy in Rendition.objects.select_related("asset").iterator():
    place = Path(settings.PHOTOS, copy.key)
    place.parent.mkdir(parents=True, exist_ok=True)
    os.link(picture, place)
"""
WATCH = """
window.seen = { shift: 0, moved: [], paint: 0, blocked: 0, most: 0 };
const watch = (type, how) => {
  const observer = new PerformanceObserver((list) => list.getEntries().forEach(how));
  observer.observe({ type, buffered: true });
};
watch("layout-shift", ({ value, hadRecentInput, sources }) => {
  if (hadRecentInput) return;
  seen.shift += value;
  seen.moved.push(...sources.map(({ node }) => node?.className || node?.nodeName));
});
watch("largest-contentful-paint", ({ startTime }) => (seen.paint = startTime));
watch("longtask", ({ duration }) => (seen.blocked += duration - 50));
const count = () => (seen.most = Math.max(seen.most, document.querySelectorAll(".tile").length));
document.addEventListener("DOMContentLoaded", () =>
  new MutationObserver(count).observe(document.body, { childList: true, subtree: true }));
"""

IN_THE_MIDDLE = """document.elementsFromPoint(innerWidth / 2, innerHeight / 2)
  .map((one) => one.closest(".tile")).find(Boolean).id"""

OBSERVE_COUNT = """() => {
  const began = performance.now();
  window.took = 0;
  new MutationObserver((changes, observer) => {
    window.took = performance.now() - began;
    observer.disconnect();
  }).observe(document.querySelector("[data-count]"), { childList: true });
}"""


def browse():
    with tempfile.TemporaryDirectory() as data:
        environment = os.environ | PERSON | {"CLIENTPIX_DATA": data, "CLIENTPIX_PORT": str(PORT)}
        environment |= {"DJANGO_SETTINGS_MODULE": "clientpix.settings", "PYTHONPATH": str(ROOT)}
        run([sys.executable, ROOT / "manage.py", "prepare"], environment)
        fill = f"import django; django.setup()\n{FILL.format(pictures=PICTURES)}"
        run([sys.executable, "-c", fill], environment)
        with _served(environment) as site:
            for width in (390, 1440):
                _look(site, width)


@contextmanager
def _served(environment):
    command = [sys.executable, ROOT / "manage.py", "serve"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    site = f"http://localhost:{PORT}"
    try:
        while not _answers(site):
            assert server.poll() is None
            time.sleep(0.2)
        yield site
    finally:
        server.terminate()
        server.wait()


def _answers(site):
    with suppress(OSError):
        return urllib.request.urlopen(f"{site}/healthz", timeout=5).status == 200
    return False


def _look(site, width):
    from playwright.sync_api import sync_playwright

    from clientpix.setup.system import find_program
    from clientpix.testing.browser import FLAGS

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_program("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": width, "height": 844})
        page.goto(f"{site}/sign-in/")
        page.fill("input[name=email]", PERSON["CLIENTPIX_OWNER_EMAIL"])
        page.fill("input[name=password]", PERSON["CLIENTPIX_OWNER_PASSWORD"])
        page.keyboard.press("Enter")
        page.wait_for_url(f"{site}/studio/")
        slow = page.context.new_cdp_session(page)
        slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWNESS})
        page.add_init_script(WATCH)
        page.goto(f"{site}/studio/albums/anna/")
        page.wait_for_timeout(4000)
        _report(page, width, "opened")
        _choose(page, width)
        height = page.evaluate("document.documentElement.scrollHeight")
        for step in range(STEPS):
            page.evaluate(f"scrollTo(0, {height * step // STEPS})")
            page.wait_for_timeout(250)
        _report(page, width, f"scrolled through in {STEPS} jumps")
        for _ in range(STEPS):
            page.mouse.wheel(0, 600)
            page.wait_for_timeout(50)
        _report(page, width, "then with the wheel")
        grown = page.evaluate("document.documentElement.scrollHeight") / height
        print(f"    {width} px: {grown:.4f} x as tall in the end as at the start")
        browser.close()


def _choose(page, width):
    """Select a range of 1,000 photos, then all, then none."""
    page.locator(".tile__choose").first.check()
    page.evaluate(f"scrollTo(0, document.documentElement.scrollHeight * {REACH / PICTURES})")
    page.wait_for_timeout(2000)
    there = page.locator(f"#{page.evaluate(IN_THE_MIDDLE)}")
    for press in (
        lambda: there.click(modifiers=["Shift"]),
        lambda: page.keyboard.press("Control+a"),
        lambda: page.keyboard.press("Escape"),
    ):
        print(f"    {width} px, {_measure_selection(page, press)}", flush=True)


def _measure_selection(page, press):
    page.evaluate(OBSERVE_COUNT)
    press()
    while not (took := page.evaluate("window.took")):
        page.wait_for_timeout(20)
    count = page.locator("[data-count]").text_content() or "0 selected"
    return f"{count} after {took:.0f} ms"


def _report(page, width, what):
    seen = page.evaluate("seen")
    print(
        f"    {width} px, {what}: largest paint {seen['paint']:.0f} ms, "
        f"shifts {seen['shift']:.4f}, blocked {seen['blocked']:.0f} ms, "
        f"at most {seen['most']} tiles {' '.join(seen['moved'])}",
        flush=True,
    )
