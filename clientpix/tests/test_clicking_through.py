"""The studio by clicking: pages that replace one another in one document."""

import pytest

from clientpix.testing.installation import eventually
from clientpix.tests.test_every_page import HOUSE, pages, sign_in

pytestmark = pytest.mark.chromium

# Every bar in which the middle of the current tab can't be seen.
HIDDEN_TABS = """() => {
  const bars = [...document.querySelectorAll(".tabs, .studio-nav")];
  return bars.filter((bar) => {
    const tab = bar.querySelector("[aria-current]")?.getBoundingClientRect();
    return tab && (tab.left < 0 || tab.right > innerWidth);
  }).map((bar) => `${location.pathname} ${bar.className}`);
}"""

# A link stays inside the document unless it opens a dialog, the drawer or a file. Pages are told
# apart by their paths: the same page with another query has the same styles.
LINKS = """() => {
  const others = "open-dialog, add-pictures, add-photos, toast-shelf, [hx-boost=false], "
    + "[download], [hx-get], .tile__open, .skip";
  const links = [...document.querySelectorAll("a[href]")].filter((link) => !link.closest(others));
  return [...new Set(links.map((link) => link.pathname))];
}"""
CLICK = """async (path) => {
  const others = "open-dialog, add-pictures, add-photos, [hx-boost=false], [hx-get], .tile__open";
  const link = [...document.querySelectorAll("a[href]")].find(
    (link) => link.pathname === path && !link.closest(others));
  await new Promise((resolve, reject) => {
    setTimeout(reject, 120000, `${path} did not load`);
    document.addEventListener("htmx:afterSettle", function wait({ target }) {
      if (target !== document.body) return;
      document.removeEventListener("htmx:afterSettle", wait);
      resolve();
    });
    link.click();
  });
}"""
# What doesn't depend on how far images and scripts have come.
STYLES = """() => {
  // After a click the heading is focused, which rounds its corners.
  document.activeElement?.blur();
  const names = ["display", "position", "color", "backgroundColor", "fontFamily", "fontSize",
    "fontWeight", "paddingTop", "paddingLeft", "marginTop", "columnGap", "borderTopWidth",
    "borderBottomWidth", "borderTopLeftRadius", "textTransform"];
  const styles = {};
  for (const element of document.querySelectorAll("header.studio-bar *, main, main *")) {
    if (element.closest("svg, template, photo-grid")) continue;
    const key = [element.tagName, ...element.classList].join(".");
    if (key in styles) continue;
    const style = getComputedStyle(element);
    styles[key] = names.map((name) => style[name]).join(" | ");
  }
  return styles;
}"""
# Other pages open in a dialog, or only a form or a notice leads to them.
LINKED = {
    *("/studio/", "/studio/pictures/", "/studio/unfiled/", "/studio/failed/", "/studio/trash/"),
    *("/studio/team/", "/studio/settings/", "/studio/health/", "/studio/account/"),
    *("/studio/albums/anna/", "/studio/albums/anna/activity/", "/studio/albums/anna/settings/"),
}


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


def compare(styles, expected):
    """Return the elements whose styles differ from those of the page loaded by its address."""
    shared = sorted(styles.keys() & expected.keys())
    assert len(shared) > 10, "the same page has the same elements"
    return [(key, styles[key], expected[key]) for key in shared if styles[key] != expected[key]]


def find_path(links, start, unvisited):
    """Return the pages to click through from START to the nearest page of UNVISITED."""
    paths, known = [[start]], {start}
    for path in paths:
        for page in links[path[-1]]:
            if page in unvisited:
                return [*path[1:], page]
            if page not in known:
                known.add(page)
                paths.append([*path, page])
    return None


def load_all(page, site, urls):
    """Return the links between the pages and their styles when loaded by their addresses."""
    links, styles = {}, {}
    for url in urls:
        page.goto(site + url)
        page.locator("upload-tray").wait_for(state="attached")
        links[url] = [path for path in page.evaluate(LINKS) if path in urls]
        styles[url] = page.evaluate(STYLES)
    return links, styles


def click_through(page, site, start, links, expected):
    """Load START and click through all other pages.

    Return the differences by page, and the pages that no link led to.
    """
    different, current = {}, start
    unvisited = expected.keys() - {start}
    page.goto(site + start)
    page.evaluate("window.isSameDocument = true")
    while path := find_path(links, current, unvisited):
        for current in path:
            page.evaluate(CLICK, current)
        unvisited.discard(current)
        if differences := compare(page.evaluate(STYLES), expected[current]):
            different[current] = differences
    assert page.evaluate("isSameDocument"), "clicking never loaded a whole page"
    return different, unvisited


@pytest.mark.parametrize("width", [1440, pytest.param(390, marks=pytest.mark.long)])
def test_every_page_reached_by_clicking_from_every_other_has_its_styles(site, open_page, width):
    urls = {url for url in pages("owner") if url.startswith("/studio/") and "?" not in url}
    urls |= LINKED
    with open_page(width) as page:
        page.emulate_media(reduced_motion="reduce")
        sign_in(page, site)
        links, expected = load_all(page, site, sorted(urls))
        for start in sorted(urls):
            differences, unreached = click_through(page, site, start, links, expected)
            assert differences == {}, start
            assert not unreached & LINKED, start
