"""Renaming sections in a real browser."""

import pytest

from clientpix.testing.installation import eventually

pytestmark = pytest.mark.chromium

PASSWORD = "a long enough word"
SETUP = f"""
from accounts.models import User
from albums.models import Section
from albums.tests.factories import selections
from albums.tests.factories.albums import create_album
owner = User.objects.create_user("o@x.org", {PASSWORD!r}, role="owner")
album = create_album(owner)
for number, title in enumerate(["Church", "Party"]):
    section = Section.objects.create(album=album, title=title, order_key=str(number))
    selections.add_photos(album, 2, owner, section=section)
"""


@pytest.fixture
def open_sections(installation, start_server):
    """Sign in, open the album and then the dialog with its sections."""

    def open_(page):
        installation.python(SETUP)
        site = f"http://localhost:{start_server().wait_until_ready().port}"
        page.goto(f"{site}/sign-in/?next=/studio/albums/anna/")
        page.get_by_label("Email").fill("o@x.org")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{site}/studio/albums/anna/")
        page.get_by_role("link", name="Sections").click()
        page.locator("dialog[open]").wait_for()
        return page.locator("dialog [name=title]")

    return open_


def titles(installation):
    rows = installation.rows("SELECT title FROM albums_section ORDER BY order_key, id")
    return ",".join(title for (title,) in rows)


def test_leaving_the_field_saves_the_title_and_escape_restores_it(
    installation, open_page, open_sections
):
    with open_page() as page:
        fields = open_sections(page)
        church, party = fields.nth(0), fields.nth(1)

        church.fill("Ceremony")
        church.press("Tab")
        eventually(lambda: titles(installation) == "Ceremony,Party")
        page.locator(".grid-section__name", has_text="Ceremony").wait_for(state="attached")

        church.fill("Lunch")
        church.press("Escape")
        assert church.input_value() == "Ceremony"
        assert page.locator("dialog[open]").count() == 1

        church.fill("Vows")
        party.focus()
        eventually(lambda: titles(installation) == "Vows,Party")


def test_a_title_that_cannot_be_saved_stays_in_its_field_with_the_reason(
    installation, open_page, open_sections
):
    with open_page(expected=["422", "ERR_FAILED"]) as page:
        fields = open_sections(page)
        church, party = fields.nth(0), fields.nth(1)
        church.fill("Vows")
        church.press("Tab")
        eventually(lambda: titles(installation) == "Vows,Party")

        party.fill("Vows")
        party.press("Enter")
        page.get_by_role("alert").filter(has_text="already a section").wait_for()
        assert party.input_value() == "Vows"

        page.route("**/sections/*/", lambda route: route.abort())
        party.fill("Dancing")
        party.press("Tab")
        page.get_by_role("alert").filter(has_text="Check your connection").wait_for()
        assert party.input_value() == "Dancing"
        page.unroute("**/sections/*/")
        party.press("Enter")
        eventually(lambda: titles(installation) == "Vows,Dancing")
        assert page.get_by_role("alert").count() == 0

        party.fill("Dance")
        page.get_by_role("button", name="Move Dancing up").click()
        eventually(lambda: titles(installation) in {"Vows,Dance", "Dance,Vows"})
        page.locator("main [name=title]").nth(0).wait_for()
        assert page.locator("main [name=title]").nth(0).input_value() == "Dance"
