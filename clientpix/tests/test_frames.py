"""The frames of pages in a browser: navigation, messages, accessibility."""

import pytest

from clientpix.testing.browser import LOOKS, axe_violations
from clientpix.testing.installation import eventually
from clientpix.tests import frames_site

pytestmark = pytest.mark.chromium

SOME = pytest.mark.parametrize(
    "looks", [LOOKS[::3], pytest.param(LOOKS, marks=pytest.mark.long)], ids=["two", "all"]
)
PAGES = ["/", "/studio/", "/settings/", "/gallery/", "/confirm/", "/errors/404/", "/errors/500/"]


@pytest.fixture(scope="module")
def site():
    with frames_site.serve_frames() as url:
        yield url


def stop_animations(page):
    # Contrast can only be measured when no transition is running.
    page.emulate_media(reduced_motion="reduce")


def get_focused_text(page):
    return page.evaluate("document.activeElement.textContent.trim()")


@SOME
@pytest.mark.parametrize("path", PAGES)
def test_frames_are_accessible_and_fit_at_every_width(site, open_page, path, looks):
    for width, scheme in looks:
        with open_page(width, scheme) as page:
            page.goto(site + path)
            assert axe_violations(page) == [], f"{width}, {scheme}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("accent", ["rust", "moss", "sea", "plum", "ochre", "ink"])
def test_every_accent_is_accessible(site, open_page, accent):
    for scheme in ("light", "dark"):
        with open_page(390, scheme) as page:
            page.goto(f"{site}/studio/?accent={accent}")
            assert axe_violations(page) == []


def test_frames_work_without_scripts(site, open_page):
    with open_page(390, script=False) as page:
        page.goto(f"{site}/team/")
        page.locator(".studio-bar .menu summary").click()
        page.get_by_role("button", name="Dark").click()
        assert page.locator("html").get_attribute("data-theme") == "dark"
        page.get_by_role("link", name="Delete").click()
        assert page.get_by_role("heading", name="Delete it?").is_visible()
        page.goto(f"{site}/studio/")
        page.get_by_role("button", name="A toast").click()
        assert page.get_by_text("Info message.").bounding_box()["y"] < 100
        assert page.locator("copy-button, .reveal").first.is_hidden()


@SOME
def test_menus_dialogs_and_sheets_are_accessible(site, open_page, looks):
    for width, scheme in looks:
        with open_page(width, scheme) as page:
            stop_animations(page)
            page.goto(f"{site}/studio/")
            page.locator(".studio-bar .menu summary").click()
            assert axe_violations(page) == []
            page.keyboard.press("Escape")
            assert page.locator("details[open]").count() == 0
            page.get_by_role("link", name="A dialog").click()
            assert axe_violations(page) == []
            page.get_by_role("button", name="Keep them").click()
            page.get_by_role("button", name="A sheet").click()
            assert axe_violations(page) == []


def test_navigation_keeps_the_tray_and_resets_title_focus_and_scroll(site, open_page):
    with open_page() as page:
        page.goto(f"{site}/team/")
        page.evaluate("document.getElementById('tray').textContent = '3 of 12 uploaded'")
        page.evaluate("document.getElementById('main').style.opacity = 0.9")
        page.evaluate("scrollTo(0, 900)")
        page.evaluate("document.getElementById('on').click()")
        page.wait_for_url("**/account/")
        eventually(lambda: get_focused_text(page) == "Your account")
        assert page.title() == "Your account"
        assert page.evaluate("scrollY") == 0
        assert page.locator("#tray").text_content() == "3 of 12 uploaded"
        assert page.evaluate("document.getElementById('tall').offsetHeight") == 3000
        page.go_back()
        eventually(lambda: page.evaluate("document.title === 'Team'"))
        eventually(lambda: page.evaluate("scrollY === 900"))
        eventually(lambda: get_focused_text(page) == "Team")
        assert page.locator("#tray").text_content() == "3 of 12 uploaded"
        assert page.evaluate("document.getElementById('tall').offsetHeight") == 3000
        page.go_forward()
        eventually(lambda: page.evaluate("document.title === 'Your account'"))


def test_the_current_page_is_marked_after_navigation(site, open_page):
    with open_page(390) as page:
        page.goto(f"{site}/studio/")
        page.get_by_role("link", name="Team", exact=True).click()
        page.wait_for_url("**/team/")
        assert page.locator(".studio-nav [aria-current=page]").all_text_contents() == ["Team"]


def test_the_theme_changes_without_reloading_the_document(site, open_page):
    with open_page(390) as page:
        page.goto(f"{site}/team/")
        page.evaluate("window.stayed = true")
        page.locator(".studio-bar .menu summary").click()
        page.get_by_role("button", name="Dark").click()
        page.wait_for_selector("html[data-theme=dark]")
        assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"
        assert page.evaluate("window.stayed")


def test_a_page_with_another_frame_is_reloaded(site, open_page):
    with open_page() as page:
        page.goto(f"{site}/team/")
        page.evaluate("window.stayed = true")
        page.get_by_role("link", name="3 new notifications").click()
        page.wait_for_selector("html[data-frame=door]")
        assert page.evaluate("window.stayed") is None


def test_messages_show_once_and_errors_stay(site, open_page):
    with open_page(390) as page:
        stop_animations(page)
        page.goto(f"{site}/studio/")
        page.get_by_role("button", name="An error").click()
        toast = page.get_by_role("status").get_by_text("Error message.")
        toast.wait_for()
        assert axe_violations(page) == []
        page.get_by_role("link", name="Team", exact=True).click()
        page.wait_for_url("**/team/")
        assert toast.is_visible()
        page.get_by_role("button", name="Close").click()
        assert toast.count() == 0


def test_a_message_shows_and_the_page_stays_when_the_server_fails(site, open_page):
    with open_page(expected=["status of 503", "Response Status Error Code 503"]) as page:
        page.goto(f"{site}/team/")
        page.get_by_role("link", name="Health").click()
        page.get_by_role("status").get_by_text("The server is busy").wait_for()
        assert page.url == f"{site}/team/"
        assert page.get_by_role("status").locator(".toast").count() == 1


def test_a_message_shows_when_the_browser_is_offline(site, open_page):
    with open_page(expected=["ERR_INTERNET_DISCONNECTED", "htmx:"]) as page:
        page.goto(f"{site}/team/")
        page.context.set_offline(True)
        page.get_by_role("link", name="Library", exact=True).click()
        page.get_by_role("status").get_by_text("You seem to be offline").wait_for()


def test_focus_moves_to_the_first_error_when_a_form_is_refused(site, open_page):
    with open_page(390, expected=["status of 422"]) as page:
        stop_animations(page)
        page.goto(f"{site}/studio/")
        page.get_by_role("button", name="Save").click()
        page.get_by_text("Something is missing.").wait_for()
        assert page.evaluate("document.activeElement.name") == "title"
        assert page.get_by_label("Title").evaluate("e => e.getBoundingClientRect().top > 0")
        assert page.evaluate("scrollY") > 0
        described = page.get_by_label("Title").get_attribute("aria-describedby")
        assert described.split() == ["id_title_helptext", "id_title_error"]
        assert page.locator("#id_title_error").text_content() == "This field is required."
        assert axe_violations(page) == []


def test_a_button_is_busy_at_once_and_sends_once(site, open_page):
    with open_page(expected=["status of 422"]) as page:
        page.goto(f"{site}/studio/")
        page.evaluate(
            "window.sent = 0;"
            "document.addEventListener('htmx:beforeRequest', () => window.sent++);"
            "window.saver = document.querySelector('.form__actions .button--primary');"
            "saver.click(); window.busy = saver.ariaBusy; saver.click()"
        )
        assert page.evaluate("[window.busy, window.sent]") == ["true", 1]
        page.get_by_text("Something is missing.").wait_for()
        assert page.locator("form[aria-busy]").count() == 0


def test_a_confirmation_opens_as_a_dialog_with_scripts(site, open_page):
    with open_page(390) as page:
        stop_animations(page)
        page.goto(f"{site}/team/")
        page.get_by_role("link", name="Delete").click()
        sheet = page.get_by_role("dialog", name="Delete it?")
        sheet.wait_for()
        assert axe_violations(page) == []
        sheet.get_by_role("link", name="Keep it").click()
        assert page.get_by_role("dialog").count() == 0
        assert page.url == f"{site}/team/"


def test_copy_and_show_password_buttons_work(site, open_page):
    with open_page() as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(f"{site}/studio/")
        page.get_by_role("button", name="Copy").click()
        page.get_by_role("button", name="Copied").wait_for()
        assert page.evaluate("navigator.clipboard.readText()").endswith("/g/k3Jx/")
        page.get_by_label("Password", exact=True).fill("a longer word")
        page.get_by_role("button", name="Show password").click()
        assert page.locator("#id_password").get_attribute("type") == "text"


def test_fields_are_large_enough_for_touch(site, open_page):
    with open_page(390) as page:
        page.goto(f"{site}/studio/")
        small = page.evaluate(
            "[...document.querySelectorAll('.field :is(input, select, textarea), .button')]"
            ".filter(e => e.checkVisibility())"
            ".filter(e => !['radio', 'checkbox', 'hidden'].includes(e.type))"
            ".filter(e => e.offsetHeight < 44 || (e.matches('.field *') && "
            "parseFloat(getComputedStyle(e).fontSize) < 16)).map(e => e.outerHTML)"
        )
        assert small == []
