"""Setting up, inviting and signing in, in a browser."""

import pytest

from clientpix.testing.browser import axe_violations

pytestmark = pytest.mark.chromium

NOT_FOUND = "status of 404"
PASSWORD = "a long enough word"


@pytest.fixture
def running_server(start_server):
    return start_server().wait_until_ready()


@pytest.fixture
def site(running_server):
    return f"http://localhost:{running_server.port}"


def read_setup_link(running):
    """Return the link that the start printed."""
    (line,) = [line for line in running.log.read_text().splitlines() if "Set up " in line]
    return line.split()[-1]


def become_owner(page, running):
    page.goto(read_setup_link(running))
    page.get_by_label("Your name").fill("Anna")
    page.get_by_label("Email").fill("anna@example.org")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.get_by_role("heading", name="Your studio is ready").wait_for()


def test_an_owner_is_created_and_invites_someone(running_server, site, open_page):
    # In a browser: only there forms, cookies, referrer and content policy work together.
    with open_page(390) as page:
        page.goto(site)
        assert page.url == f"{site}/set-up/"
        become_owner(page, running_server)
        page.get_by_role("link", name="Team").click()
        page.get_by_role("link", name="Invite someone").click()
        page.get_by_label("Who it's for").fill("Uwe")
        page.get_by_role("button", name="Create link").click()
        link = page.locator("code.link").inner_text()
    with open_page(1440, "dark") as guest:
        guest.goto(link)
        guest.get_by_label("Your name").fill("Uwe")
        guest.get_by_label("Email").fill("uwe@example.org")
        guest.get_by_label("New password").fill(PASSWORD)
        guest.get_by_role("button", name="Create account").click()
        guest.get_by_role("heading", name="No albums yet").wait_for()
        assert guest.get_by_role("link", name="Team").count() == 0


def test_onboarding_works_with_the_keyboard_alone(running_server, site, open_page):
    def go_to(page, name):
        """Press Tab until the focus is on the control with this name."""
        for _ in range(60):
            page.keyboard.press("Tab")
            label_text = page.evaluate(
                "(e => (e.labels?.[0] ?? e).textContent.trim())(document.activeElement)"
            )
            if label_text.startswith(name):
                return
        raise AssertionError(f"{name} cannot be reached")

    with open_page() as page:
        page.goto(read_setup_link(running_server))
        for label, text in (
            ("Your name", "Anna"),
            ("Email", "a@x.org"),
            ("New password", PASSWORD),
        ):
            go_to(page, label)
            page.keyboard.type(text)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Your studio is ready").wait_for()
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


def test_signing_in_again_returns_to_the_page(running_server, site, open_page):
    with open_page() as page:
        become_owner(page, running_server)
        page.get_by_label("Account menu of").click()
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("heading", name="Sign in").wait_for()
        page.goto(f"{site}/studio/team/")
        page.get_by_label("Email").fill("anna@example.org")
        page.get_by_label("Password", exact=True).fill("wrong, I think")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_text("Wrong email or password").wait_for()
        assert axe_violations(page) == []
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{site}/studio/team/")


def test_an_injected_script_does_not_run(site, open_page):
    with open_page(expected=["Content Security Policy", NOT_FOUND]) as page:
        page.goto(site)
        page.evaluate(
            "const s = document.createElement('script');"
            "s.textContent = 'window.slipped = true'; document.body.append(s)"
        )
        assert page.evaluate("window.slipped") is None
