"""The upload tray in a real browser while the connection comes and goes."""

import pytest

from albums.uploads.tests.tray_page import choose, sign_in
from assets.tests.factories.files import big
from clientpix.testing.installation import eventually

pytestmark = pytest.mark.chromium

SIZE = 24 * 1024**2
PACE = 2 * 1024**2
EXPECTED = ["Failed to load resource", "htmx:"]  # requests while there is no connection


@pytest.fixture
def large_file(line, tmp_path):
    line.pace = PACE
    file = tmp_path / "large.jpg"
    file.write_bytes(big(SIZE))
    return file


def open_album(page, line):
    sign_in(page, line.url)
    page.goto(f"{line.url}/studio/albums/anna/")


def is_uploading(page):
    return page.locator(".tray").get_attribute("data-state") == "working"


def test_the_tray_shows_trouble_or_speed_and_never_both(line, open_page, large_file):
    with open_page(expected=EXPECTED) as page:
        open_album(page, line)
        choose(page, "Add photos", large_file, role="link")
        page.locator(".tray__open").click()
        trouble = page.locator("[data-slot=trouble]")
        details = page.locator("[data-slot=line]")
        eventually(lambda: "left" in details.inner_text())
        page.context.set_offline(True)
        trouble.wait_for()
        assert "left" not in details.inner_text()
        page.context.set_offline(False)
        trouble.wait_for(state="hidden")
        assert is_uploading(page), "the warning went before the file was complete"
        eventually(lambda: "left" in details.inner_text())
        assert is_uploading(page)


def test_the_warning_goes_when_the_server_answers_again(line, open_page, large_file):
    with open_page(expected=EXPECTED) as page:
        open_album(page, line)
        page.route("**/studio/uploads/**", lambda route: route.abort())
        choose(page, "Add photos", large_file, role="link")
        page.locator(".tray__open").click()
        trouble = page.locator("[data-slot=trouble]")
        trouble.wait_for()
        page.unroute("**/studio/uploads/**")
        trouble.wait_for(state="hidden")
        assert is_uploading(page), "the warning went before the file was complete"
