import pytest

from clientpix.testing.browser import LOOKS, axe_violations

pytestmark = pytest.mark.chromium

OWNER = {"CLIENTPIX_OWNER_EMAIL": "anna@example.org", "CLIENTPIX_OWNER_PASSWORD": "a longer word"}
NOT_FOUND = "status of 404"


@pytest.fixture
def site(serve):
    return f"http://localhost:{serve(**OWNER).until_ready().port}"


def test_pages_are_accessible_at_every_width_by_day_and_by_night(site, window):
    for width, scheme in LOOKS:
        with window(width, scheme, expected=[NOT_FOUND]) as page:
            for path in ("/", "/nothing/"):
                page.goto(site + path)
                assert axe_violations(page) == [], f"{path} at {width}, {scheme}"
                assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_browser_signs_in_and_out_under_our_policies(site, window):
    """Forms, cookies, referrer and content policy together, which no test client has."""
    with window() as page:
        page.goto(site)
        page.get_by_role("link", name="Sign in").click()
        page.get_by_label("Email").fill("anna@example.org")
        page.get_by_label("Password").fill("a longer word")
        page.get_by_role("button", name="Log in").click()
        assert page.url == f"{site}/admin/"
        page.goto(f"{site}/admin/jobs/job/")
        assert page.get_by_role("heading", name="Select job to").is_visible()
        page.get_by_role("button", name="Log out").click()
        page.goto(f"{site}/admin/")
        assert "/admin/login/" in page.url


def test_a_wrong_password_is_said_and_nothing_breaks(site, window):
    with window(390, "dark", script=False) as page:
        page.goto(f"{site}/admin/login/")
        page.get_by_label("Email").fill("anna@example.org")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Log in").click()
        assert "correct email" in page.content()


def test_a_script_that_slipped_into_a_page_does_not_run(site, window):
    """The policy itself, seen refusing."""
    with window(expected=["Content Security Policy", NOT_FOUND]) as page:
        page.goto(site)
        page.evaluate(
            "const s = document.createElement('script');"
            "s.textContent = 'window.slipped = true'; document.body.append(s)"
        )
        assert page.evaluate("window.slipped") is None
