"""The dialog that asks where dropped files go, in a real browser."""

import pytest

from albums.tests.factories.folders import write_files
from albums.uploads.tests.http_client import EMAIL, PASSWORD
from albums.uploads.tests.tray_page import drop, sign_in
from assets.tests.factories.files import jpeg

pytestmark = pytest.mark.chromium

OWNER = f"""
from accounts.models import User
User.objects.create_user("{EMAIL}", "{PASSWORD}", role="owner")
"""


def test_the_picker_reports_no_matches_only_after_a_search(
    installation, start_server, open_page, tmp_path
):
    installation.python(OWNER)
    url = f"http://127.0.0.1:{start_server().wait_until_ready().port}"
    with open_page() as page:
        sign_in(page, url)
        with page.expect_response("**/studio/add/?q="):
            drop(page, write_files(tmp_path / "Summer", {"1.jpg": jpeg()}))
        dialog = page.get_by_role("dialog")
        search = dialog.get_by_role("searchbox")
        search.wait_for()
        page.wait_for_timeout(300)
        assert dialog.get_by_role("listitem").count() == 0
        with page.expect_response("**/studio/add/?q=nowhere"):
            search.fill("nowhere")
        dialog.get_by_text("No matching albums", exact=True).wait_for()
        with page.expect_response("**/studio/add/?q="):
            search.fill("")
        dialog.get_by_role("listitem").wait_for(state="detached")
