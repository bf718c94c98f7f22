"""Open every page of the access matrix in a browser and check it."""

import pytest

from clientpix.testing.browser import LOOKS, axe_violations
from clientpix.tests.access_matrix import (
    INVITATION,
    NUMBER,
    OWNER,
    ROWS,
    SESSION,
    THING,
    UPLOADER,
)

pytestmark = pytest.mark.chromium

NO_PAGES = ("/healthz", "/api/", "/i18n/", "/admin/jsi18n/")
ANNA = "/studio/albums/anna/"
PARTS_OF_PAGES = {
    *(f"{ANNA}{part}/" for part in ("block", "developing", "figures", "ids", "shape")),
    f"/studio/albums/figures/?ids={THING}",
    "/studio/pictures/?facets=1",
}
WORD = "a long enough word"
HOUSE = f"""
from datetime import timedelta
from django.utils import timezone
from accounts.models import Invitation, Session, User
from accounts.notices.models import Notice
from accounts.studio.models import Studio
from clientpix.jobs.models import Job
from clientpix.tests.factories.sample_data import furnish
owner = User.objects.create_user("o@x.org", {WORD!r}, pk={OWNER!r}, role="owner", name="Anna")
User.objects.create_user("u@x.org", {WORD!r}, pk={UPLOADER!r})
Invitation.objects.invite(owner, label="Uwe", pk={INVITATION!r})
later = timezone.now() + timedelta(days=1)
Session.objects.create(session_key={SESSION!r}, session_data="", expire_date=later)
Notice.objects.create(pk={NUMBER}, kind="safety", text="Somebody tries", url="/studio/team/")
Studio.objects.create(pk={NUMBER}, name="Atelier Anna", accent="moss")
Job.objects.create(pk={NUMBER}, task="a.b", queue="default", state="failed")
furnish(owner)
"""


@pytest.fixture
def site(installation, start_server):
    installation.python(HOUSE)
    return f"http://localhost:{start_server().wait_until_ready().port}"


def pages(visitor):
    shown = [row for row in ROWS if row.status_for(visitor) == 200]
    whole = [row.url for row in shown if row.url not in PARTS_OF_PAGES]
    return [url for url in whole if not url.startswith(NO_PAGES)]


def sign_in(page, site):
    page.goto(f"{site}/sign-in/")
    page.get_by_label("Email").fill("o@x.org")
    page.get_by_label("Password", exact=True).fill(WORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/studio/")


def find_problems(page, site, urls, width):
    problems = {}
    for url in urls:
        assert page.goto(site + url).status == 200, url
        problems_of_page = axe_violations(page)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            problems_of_page.append("wider than the window")
        if problems_of_page:
            problems[url] = problems_of_page
    return problems


@pytest.mark.parametrize("looks", [LOOKS[::3], pytest.param(LOOKS, marks=pytest.mark.long)])
@pytest.mark.parametrize("visitor", ["stranger", "owner"])
def test_every_page_is_accessible_and_fits_at_every_width(site, open_page, visitor, looks):
    urls = [url for url in pages(visitor) if not url.startswith("/admin/")]
    assert len(urls) >= {"stranger": 3, "owner": 11}[visitor]
    for width, scheme in looks:
        with open_page(width, scheme) as page:
            if visitor == "owner":
                sign_in(page, site)
            assert find_problems(page, site, urls, width) == {}, (width, scheme)


def test_every_admin_page_keeps_to_the_content_policy(site, open_page):
    urls = [url for url in pages("owner") if url.startswith("/admin/")]
    with open_page() as page:
        sign_in(page, site)
        for url in urls:
            assert page.goto(site + url).status == 200, url


def test_every_page_works_without_scripts(site, open_page):
    with open_page(390, script=False) as page:
        sign_in(page, site)
        for url in pages("owner"):
            assert page.goto(site + url).status == 200, url
            if not url.startswith("/admin/"):
                assert page.locator("h1").inner_text().strip(), url
                hidden = page.locator("main form button:not([type=button])").first
                assert hidden.count() == 0 or hidden.is_visible(), url
