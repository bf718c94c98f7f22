"""The studio by clicking: pages that replace one another in one document."""

import pytest

from clientpix.testing.installation import eventually
from clientpix.tests.test_every_page import HOUSE, sign_in

pytestmark = pytest.mark.chromium

# Every bar in which the middle of the current tab can't be seen.
HIDDEN_TABS = """() => {
  const bars = [...document.querySelectorAll(".tabs, .studio-nav")];
  return bars.filter((bar) => {
    const tab = bar.querySelector("[aria-current]")?.getBoundingClientRect();
    return tab && (tab.left < 0 || tab.right > innerWidth);
  }).map((bar) => `${location.pathname} ${bar.className}`);
}"""


@pytest.fixture
def site(installation, start_server):
    installation.python(HOUSE)
    return f"http://localhost:{start_server().wait_until_ready().port}"


def test_current_tab_is_in_view_on_phones_after_loading_clicking_and_going_back(site, open_page):
    with open_page(390) as page:
        sign_in(page, site)
        for path in ("/studio/health/", "/studio/team/", "/studio/"):
            page.goto(site + path)
            eventually(lambda: page.evaluate(HIDDEN_TABS) == [])
        page.evaluate("window.isSameDocument = true")
        for name, path in [("Health", "/studio/health/"), ("Library", "/studio/")]:
            page.locator(".studio-nav").get_by_role("link", name=name).click()
            page.wait_for_url(site + path)
            eventually(lambda: page.evaluate(HIDDEN_TABS) == [])
            assert page.evaluate("scrollY") == 0
        page.go_back()
        page.wait_for_url(f"{site}/studio/health/")
        eventually(lambda: page.evaluate(HIDDEN_TABS) == [])
        assert page.evaluate("isSameDocument")
