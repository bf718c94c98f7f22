"""Leaving a form of the studio with unsaved changes asks first."""

import pytest

from clientpix.testing.installation import eventually
from clientpix.tests.test_every_page import HOUSE, sign_in

pytestmark = pytest.mark.chromium

SETTINGS = "/studio/albums/anna/settings/"
QUESTION = "Leave without saving?"


@pytest.fixture
def site(installation, start_server):
    installation.python(HOUSE)
    return f"http://localhost:{start_server().wait_until_ready().port}"


def question(page):
    return page.get_by_role("dialog", name=QUESTION)


def answer(page, button):
    question(page).get_by_role("button", name=button).click()
    eventually(lambda: question(page).count() == 0)


def open_settings(page, site):
    page.goto(f"{site}/studio/albums/anna/")
    page.locator(".tabs").get_by_role("link", name="Settings").click()
    page.wait_for_url(site + SETTINGS)


def test_leaving_album_settings_asks_when_changes_are_unsaved(site, open_page):
    with open_page(390) as page:
        sign_in(page, site)
        open_settings(page, site)
        title = page.get_by_label("Title")
        title.fill("Anna and Ben")
        photos = page.locator(".tabs").get_by_role("link", name="Photos")

        photos.click()
        answer(page, "Keep editing")
        assert page.url == site + SETTINGS
        assert title.input_value() == "Anna and Ben"

        page.go_back()
        answer(page, "Keep editing")
        assert page.url == site + SETTINGS
        assert title.input_value() == "Anna and Ben"

        page.go_back()
        answer(page, "Leave")
        page.wait_for_url(f"{site}/studio/albums/anna/")
        page.locator(".tile").first.wait_for()

        open_settings(page, site)
        assert title.input_value() == "Anna & Ben"
        title.fill("Anna and Ben")
        photos.click()
        answer(page, "Leave")
        page.wait_for_url(f"{site}/studio/albums/anna/")


def test_leaving_album_settings_asks_when_only_the_cover_was_moved(site, open_page):
    with open_page(1440) as page:
        sign_in(page, site)
        open_settings(page, site)
        page.locator(".focal__mark").focus()
        page.keyboard.press("ArrowLeft")
        page.get_by_role("link", name="Team").click()
        answer(page, "Leave")
        page.wait_for_url(f"{site}/studio/team/")


def test_leaving_album_settings_does_not_ask_when_nothing_is_unsaved(site, open_page):
    with open_page(1440) as page:
        sign_in(page, site)
        open_settings(page, site)
        title = page.get_by_label("Title")
        title.fill("Other")
        title.fill("Anna & Ben")
        page.get_by_role("link", name="Team").click()
        page.wait_for_url(f"{site}/studio/team/")
        page.go_back()
        page.wait_for_url(site + SETTINGS)
        title.fill("Anna and Ben")
        page.locator(".save-bar button").click()
        page.locator(".toast").wait_for()
        page.get_by_role("link", name="Team").click()
        page.wait_for_url(f"{site}/studio/team/")
        assert question(page).count() == 0


def test_leaving_asks_when_the_server_refused_the_changes(site, open_page):
    with open_page(1440) as page:
        sign_in(page, site)
        open_settings(page, site)
        page.get_by_label("Address").fill("new")
        page.locator(".save-bar button").click()
        page.locator("[aria-invalid=true]").wait_for()
        page.get_by_role("link", name="Team").click()
        answer(page, "Leave")
        page.wait_for_url(f"{site}/studio/team/")


def test_every_form_with_a_save_button_asks_and_cancel_does_not(site, open_page):
    with open_page(1440) as page:
        sign_in(page, site)
        for path in [
            "/studio/presets/new/",
            "/studio/account/",
            "/studio/settings/",
        ]:
            page.goto(site + path)
            page.locator("#id_name").fill("Changed")
            page.get_by_role("link", name="Team").click()
            answer(page, "Keep editing")
            assert page.url == site + path
            page.get_by_role("link", name="Team").click()
            answer(page, "Leave")
            page.wait_for_url(f"{site}/studio/team/")
        page.goto(f"{site}/studio/presets/new/")
        page.locator("#id_name").fill("Changed")
        page.get_by_role("link", name="Cancel").click()
        page.wait_for_url(f"{site}/studio/presets/")


def test_the_browser_asks_when_the_document_is_left_with_unsaved_changes(site, open_page):
    with open_page(1440) as page:
        sign_in(page, site)
        open_settings(page, site)
        dialog_types = []
        page.on("dialog", lambda dialog: (dialog_types.append(dialog.type), dialog.dismiss()))
        page.get_by_label("Title").press_sequentially("!")
        page.locator(".account-panel").evaluate("panel => (panel.parentElement.open = true)")
        for attempt in (1, 2):
            page.get_by_role("button", name="Sign out").click()
            eventually(lambda expected=attempt: dialog_types == ["beforeunload"] * expected)
            assert page.url == site + SETTINGS
        page.locator(".save-bar button").click()
        page.locator(".toast").wait_for()
        page.reload()
        assert len(dialog_types) == 2
