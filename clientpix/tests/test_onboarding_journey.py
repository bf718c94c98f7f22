"""The first minutes of people, in a browser."""

import pytest

from clientpix.testing.browser import axe_violations

pytestmark = pytest.mark.chromium

NOT_FOUND = "status of 404"
WORD = "a long enough word"


@pytest.fixture
def running(serve):
    return serve().until_ready()


@pytest.fixture
def site(running):
    return f"http://localhost:{running.port}"


def way_in(running):
    """What the start printed for whoever may own the house."""
    (line,) = [line for line in running.log.read_text().splitlines() if "Begin" in line]
    return line.split()[-1]


def become_owner(page, running):
    page.goto(way_in(running))
    page.get_by_label("Your name").fill("Anna")
    page.get_by_label("Email").fill("anna@example.org")
    page.get_by_label("New password").fill(WORD)
    page.get_by_role("button", name="Create account").click()
    page.get_by_role("heading", name="The studio is open").wait_for()


def test_from_the_printed_code_to_somebody_who_was_invited(running, site, window):
    """Forms, cookies, referrer and content policy together, which no test client has."""
    with window(390) as page:
        page.goto(site)
        assert page.url == f"{site}/set-up/"
        become_owner(page, running)
        page.get_by_role("link", name="Team").click()
        page.get_by_role("link", name="Invite someone").click()
        page.get_by_label("Who it's for").fill("Uwe")
        page.get_by_role("button", name="Create link").click()
        link = page.locator("code.link").inner_text()
    with window(1440, "dark") as guest:
        guest.goto(link)
        guest.get_by_label("Your name").fill("Uwe")
        guest.get_by_label("Email").fill("uwe@example.org")
        guest.get_by_label("New password").fill(WORD)
        guest.get_by_role("button", name="Create account").click()
        guest.get_by_role("heading", name="Nothing is waiting for you").wait_for()
        assert guest.get_by_role("link", name="Team").count() == 0


def test_the_same_by_keyboard_alone(running, site, window):
    def go_to(page, name):
        """Tab until the focus is where a person would look for it."""
        for _ in range(60):
            page.keyboard.press("Tab")
            said = page.evaluate(
                "(e => (e.labels?.[0] ?? e).textContent.trim())(document.activeElement)"
            )
            if said.startswith(name):
                return
        raise AssertionError(f"{name} cannot be reached")

    with window() as page:
        page.goto(way_in(running))
        for label, text in (("Your name", "Anna"), ("Email", "a@x.org"), ("New password", WORD)):
            go_to(page, label)
            page.keyboard.type(text)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="The studio is open").wait_for()
        go_to(page, "Team")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Team").wait_for()
        go_to(page, "Invite someone")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Invite someone").wait_for()
        go_to(page, "Who it's for")
        page.keyboard.type("Uwe")
        page.keyboard.press("Enter")
        page.locator("code.link").wait_for()


def test_signing_out_and_in_again_leads_back(running, site, window):
    with window() as page:
        become_owner(page, running)
        page.get_by_label("Account menu of").click()
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("heading", name="Sign in").wait_for()
        page.goto(f"{site}/studio/team/")
        page.get_by_label("Email").fill("anna@example.org")
        page.get_by_label("Password", exact=True).fill("wrong, I think")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_text("Wrong email or password").wait_for()
        assert axe_violations(page) == []
        page.get_by_label("Password", exact=True).fill(WORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{site}/studio/team/")


def test_a_script_that_slipped_into_a_page_does_not_run(site, window):
    """The policy itself, seen refusing."""
    with window(expected=["Content Security Policy", NOT_FOUND]) as page:
        page.goto(site)
        page.evaluate(
            "const s = document.createElement('script');"
            "s.textContent = 'window.slipped = true'; document.body.append(s)"
        )
        assert page.evaluate("window.slipped") is None
