"""Toasts beside the upload tray in a real browser."""

import pytest

from albums.tests.factories.folders import write_files
from albums.uploads.tests.tray_page import choose, sign_in
from clientpix.testing.installation import eventually

pytestmark = pytest.mark.chromium

EXPECTED = ["Failed to load resource", "htmx:"]  # requests that the tests let fail
ARRIVED = "document.dispatchEvent(new CustomEvent('clientpix:arrived'))"
ANIMATIONS_END = """
Promise.all([...document.querySelectorAll(".tray__panel, .tray__pill, .toast")]
  .flatMap((element) => element.getAnimations()).map((animation) => animation.finished))
"""
TOASTS_OVER_BUTTONS = """
const boxes = (selector) => [...document.querySelectorAll(selector)]
  .filter((element) => element.checkVisibility())
  .map((element) => element.getBoundingClientRect());
const buttons = boxes("#tray button, #tray a");
const toasts = boxes("toast-shelf .toast");
const overlaps = (a, b) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
return { buttons: buttons.length, toasts: toasts.length, tops: toasts.map(({ top }) => top),
  covered: buttons.filter((button) => toasts.some((toast) => overlaps(button, toast))).length };
"""


def open_album(page, line):
    sign_in(page, line.url)
    page.goto(f"{line.url}/studio/albums/anna/")


def click_a_failing_link(page):
    page.route("**/studio/account/", lambda route: route.abort())
    page.evaluate(
        """() => {
          const link = document.createElement("a");
          link.href = "/studio/account/";
          document.querySelector("main").append(link);
          htmx.process(link);
          link.click();
        }"""
    )


def test_a_failing_background_request_shows_no_toast(line, open_page):
    with open_page(expected=EXPECTED) as page:
        open_album(page, line)
        failed = []
        page.on("requestfailed", lambda request: failed.append(request.url))
        page.route("**/studio/albums/anna/*/", lambda route: route.abort())
        page.evaluate(ARRIVED)
        eventually(lambda: page.evaluate("1") and len(failed) >= 2)
        assert page.locator(".toast").count() == 0
        page.unroute("**/studio/albums/anna/*/")
        click_a_failing_link(page)
        page.locator(".toast").wait_for()


@pytest.mark.parametrize("width", [390, 1440])
def test_toasts_never_cover_the_buttons_of_the_tray(line, open_page, tmp_path, width):
    folder = write_files(tmp_path / "Mixed", {"b.pdf": b"%PDF-1.7 " + bytes(3000)})
    with open_page(width, expected=EXPECTED) as page:
        open_album(page, line)
        choose(page, "Add photos", folder / "b.pdf", role="link")
        page.locator(".tray__panel").wait_for()
        for number in (1, 2):
            click_a_failing_link(page)
            page.locator(f".toast:nth-of-type({number})").wait_for()
        for is_open in (True, False):
            if not is_open:
                page.locator(".tray__head button").click()
            page.evaluate(ANIMATIONS_END)
            page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
            found = page.evaluate(f"() => {{{TOASTS_OVER_BUTTONS}}}")
            assert found["toasts"] == 2
            assert found["buttons"] >= 2
            assert found["covered"] == 0
            assert min(found["tops"]) >= 0
