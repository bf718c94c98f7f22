"""The library and the page of all photos in a real browser."""

import pytest

from clientpix.testing.installation import eventually

pytestmark = pytest.mark.chromium

PASSWORD = "a long enough word"
PREPARE = f"""
from accounts.models import User
from albums.tests.factories import pictures
from albums.tests.factories.albums import create_album
owner = User.objects.create_user("o@x.org", {PASSWORD!r}, role="owner")
albums = [create_album(owner, f"Album {{number:02}}") for number in range(50)]
pictures.create_pictures(70, owner, *albums, camera="X-T5")
pictures.create_pictures(1, owner, camera="R5")
"""
MISSING_FILE = "Failed to load resource"  # the photos are rows without files


@pytest.fixture
def site(installation, start_server):
    installation.python(PREPARE)
    return f"http://localhost:{start_server().wait_until_ready().port}"


def sign_in(page, site):
    page.goto(f"{site}/sign-in/")
    page.get_by_label("Email").fill("o@x.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/studio/")


def test_cards_filters_and_unfiled_photos_load_without_a_new_document(site, open_page):
    with open_page(expected=[MISSING_FILE]) as page:
        sign_in(page, site)
        sizes = page.locator(".card__facts [id^=size-]")
        eventually(lambda: sum(map(bool, sizes.all_inner_texts())) == 48)
        page.get_by_role("link", name="More albums").click()
        eventually(lambda: page.locator(".card").count() == 50)
        eventually(lambda: sum(map(bool, sizes.all_inner_texts())) == 50)
        assert page.url == f"{site}/studio/"
        page.get_by_label("Search albums and photos").fill("Album 07")
        page.keyboard.press("Enter")
        page.wait_for_url("**q=Album*07")
        assert page.locator(".card").count() == 1

        page.get_by_role("link", name="Photos", exact=True).click()
        page.wait_for_url(f"{site}/studio/pictures/")
        assert page.locator(".tile").count() == 60
        page.get_by_role("link", name="More photos").scroll_into_view_if_needed()
        eventually(lambda: page.locator(".tile").count() == 71)
        page.get_by_role("link", name="Filter").click()
        page.get_by_label("Camera").select_option("R5")
        page.get_by_role("button", name="Apply").click()
        page.wait_for_url("**camera=R5**")
        assert page.locator(".tile").count() == 1

        page.get_by_role("link", name="Not in an album").click()
        page.wait_for_url(f"{site}/studio/unfiled/")
        page.locator(".tile__choose").check()
        page.get_by_label("Album", exact=True).select_option("Album 07")
        page.get_by_role("button", name="Add to album").click()
        page.get_by_text("Added 1 photo to “Album 07”.").wait_for()
        page.get_by_role("heading", name="All photos are in albums").wait_for()
