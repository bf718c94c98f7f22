"""What the upload tray remembers after a reload, in a real browser."""

import re

import pytest

from albums.tests.factories.folders import write_files
from albums.uploads.tests.tray_page import brief, choose, drop, sign_in, summary, until_over
from assets.tests.factories.files import jpeg
from clientpix.testing.installation import eventually

pytestmark = pytest.mark.chromium

# Requests that the tests let fail, and those that the server refuses.
EXPECTED = ["Failed to load resource", "htmx:"]


def open_album(page, line):
    sign_in(page, line.url)
    page.goto(f"{line.url}/studio/albums/anna/")


def test_a_refused_file_is_shown_once_and_can_be_looked_up_later(line, open_page, tmp_path):
    files = {"a.jpg": jpeg(), "b.pdf": b"%PDF-1.7 " + bytes(3000)}
    folder = write_files(tmp_path / "Mixed", files)
    with open_page(expected=EXPECTED) as page:
        open_album(page, line)
        drop(page, folder)
        until_over(page, "1 new, 1 failed")
        assert page.locator(".tray__panel").is_visible()

        page.reload()
        pill = page.locator(".tray__open")
        pill.wait_for()
        assert brief(page) == "1 file couldn't be uploaded"
        assert page.locator(".tray__panel").is_hidden()
        assert page.locator(".tray").get_attribute("data-state") == "done"
        pill.click()
        row = page.locator(".tray__row[data-state=failed]")
        assert re.match(r"Mixed/b\.pdf\nThis is a PDF", row.inner_text())
        assert page.get_by_text("haven't been uploaded yet").count() == 0

        drop(page, folder)
        eventually(lambda: summary(page) == "0 new, 1 already here, 1 failed")
        assert row.count() == 1
        page.get_by_role("button", name="Close", exact=True).first.click()
        page.reload()
        eventually(lambda: page.evaluate("Boolean(customElements.get('upload-tray'))"))
        page.wait_for_timeout(1000)
        assert page.locator(".tray").is_hidden()


def test_leftovers_leave_the_tray_when_only_their_subfolder_is_chosen_again(
    line, open_page, tmp_path
):
    folder = write_files(tmp_path / "Wedding", {"Party/1.jpg": jpeg(), "Party/2.jpg": jpeg()})
    with open_page(expected=EXPECTED) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        open_album(page, line)
        page.route("**/studio/uploads/**", lambda route: route.abort())
        choose(page, "Add folder", folder)
        page.locator(".tray__open").click()
        page.locator("[data-slot=trouble]").wait_for()
        page.unroute_all(behavior="ignoreErrors")
        page.reload()
        leftover = page.locator(".tray__leftover")
        leftover.wait_for()
        choose(page, "Choose folder", folder / "Party")
        eventually(lambda: summary(page) == "2 new")
        assert leftover.count() == 0
