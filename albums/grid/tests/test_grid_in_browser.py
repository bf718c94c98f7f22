"""The grid in a browser: its full height from the start, few tiles, and no jumps."""

import pytest

from clientpix.testing.installation import eventually

pytestmark = pytest.mark.chromium

PASSWORD = "a long enough word"
SETUP = f"""
from accounts.models import User
from albums.tests.factories.albums import create_album
from albums.tests.factories.grids import add_photos
owner = User.objects.create_user("o@x.org", {PASSWORD!r}, role="owner")
album = create_album(owner, sections=["Ceremony", "Party"])
ceremony, party = album.sections.in_order()
add_photos(album, 500)
add_photos(album, 1300, ceremony)
add_photos(album, 1200, party)
create_album(owner, "Ben")
"""
ADD_PHOTOS = """
from albums.models import Album, Placement
from albums.tests.factories.grids import add_photos
album = Album.objects.get(slug="anna")
for number, placement in enumerate(add_photos(album, 30)):
    Placement.objects.filter(pk=placement.pk).update(order_key=f"2{number:03}")
"""
ADD_FIRST_PHOTOS = """
from albums.models import Album
from albums.tests.factories.grids import add_photos
add_photos(Album.objects.get(slug="ben"), 3, state="new", width=None, height=None)
"""
FINISH_PROCESSING = """
from assets.models import Asset
Asset.objects.filter(state="new").update(state="ready", width=600, height=400)
"""
ARRIVED = "document.dispatchEvent(new CustomEvent('clientpix:arrived'))"
OBSERVERS = """
window.shifts = []; window.maxTiles = 0;
new PerformanceObserver((list) => {
  for (const { hadRecentInput, sources } of list.getEntries()) {
    const moved = sources.filter(({ node }) => node?.closest?.("photo-grid"));
    if (!hadRecentInput && moved.length) shifts.push(...moved.map(({ node }) => node.className));
  }
}).observe({ type: "layout-shift", buffered: true });
document.addEventListener("DOMContentLoaded", () =>
  new MutationObserver(() => {
    maxTiles = Math.max(maxTiles, document.querySelectorAll(".tile").length);
  }).observe(document.body, { childList: true, subtree: true }));
"""
LAYOUT = "document.querySelector('photo-grid')?.plan"
IS_LOADED = """
[...document.querySelectorAll(".grid-section > .wall")].every((list) => {
  const { top, bottom } = list.getBoundingClientRect();
  return bottom < 0 || top > innerHeight || list.block?.isWhole;
})"""
MISPLACED_BLOCKS = """
const lists = [...document.querySelectorAll(".grid-section > .wall")];
return lists.filter(({ block }) => block.isWhole).map((list) => {
  const box = list.getBoundingClientRect();
  const tiles = list.block.tiles.map((tile) => tile.getBoundingClientRect());
  const below = Math.max(...tiles.map((tile) => tile.bottom)) - box.bottom;
  const beside = Math.max(...tiles.map((tile) => tile.right)) - box.right;
  return [list.block.from, below, beside];
}).filter(([, below, beside]) => Math.abs(below) > 1 || beside > 1)"""
PAGE_HEIGHT = "document.documentElement.scrollHeight"
FIRST_VISIBLE_TILE = """
[...document.querySelectorAll(".tile")].map((tile) => [tile.id, tile.getBoundingClientRect().top])
  .find(([, top]) => top >= 0)"""
FOCUSED_TILE = "document.activeElement.closest('.tile')?.id"


@pytest.fixture
def site(installation, start_server):
    installation.python(SETUP)
    return f"http://localhost:{start_server().wait_until_ready().port}"


def sign_in(page, site):
    page.add_init_script(OBSERVERS)
    page.goto(f"{site}/sign-in/")
    page.get_by_label("Email").fill("o@x.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/studio/")


def until(page, condition):
    eventually(lambda: page.evaluate(f"Boolean({condition})"), what=condition)


def open_album(page, url):
    page.goto(url)
    until(page, LAYOUT)


def scroll_to(page, height):
    page.evaluate(f"scrollTo(0, {height})")
    until(page, IS_LOADED)


def top_of(page, tile):
    return page.evaluate(f"document.getElementById('{tile}')?.getBoundingClientRect().top")


def test_the_grid_has_its_full_height_from_the_start(site, open_page):
    for width in (390, 1440):
        check_height(site, open_page, width)


def check_height(site, open_page, width):
    with open_page(width) as page:
        sign_in(page, site)
        open_album(page, f"{site}/studio/albums/anna/")
        height = page.evaluate(PAGE_HEIGHT)
        for top in range(0, height, height // 25):
            scroll_to(page, top)
            assert page.evaluate(f"() => {{{MISPLACED_BLOCKS}}}") == []
        assert page.evaluate(PAGE_HEIGHT) == pytest.approx(height, rel=0.01)
        assert 60 < page.evaluate("maxTiles") < 400
        assert page.evaluate("shifts") == []
        assert page.get_by_role("heading", name="Party 1200").bounding_box()["y"] == pytest.approx(
            0, abs=1
        )
        page.set_viewport_size({"width": width - 90, "height": 800})
        until(page, IS_LOADED)
        assert page.evaluate(f"() => {{{MISPLACED_BLOCKS}}}") == []


def test_the_place_in_the_grid_is_restored_when_going_back(site, open_page):
    with open_page() as page:
        sign_in(page, site)
        open_album(page, f"{site}/studio/albums/anna/")
        scroll_to(page, 60_000)
        tile, top = page.evaluate(FIRST_VISIBLE_TILE)
        page.evaluate("document.querySelector('.tabs a:not([aria-current])').click()")
        page.wait_for_url("**/anna/*/")
        page.go_back()
        until(page, f"document.getElementById('{tile}')")
        until(page, IS_LOADED)
        assert top_of(page, tile) == pytest.approx(top, abs=2)
        page.reload()
        until(page, f"document.getElementById('{tile}')")
        assert top_of(page, tile) == pytest.approx(top, abs=2)
        for address in (f"?at={tile[2:]}", f"#{tile}", f"?at={tile[2:]}#{tile}"):
            page.goto(f"{site}/studio/account/")
            open_album(page, f"{site}/studio/albums/anna/{address}")
            until(page, f"{FOCUSED_TILE} === '{tile}'")
            assert 0 <= top_of(page, tile) < 800
            assert page.evaluate("scrollY") > 10_000
            assert page.evaluate("shifts") == []
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED_TILE) not in (None, tile)
        page.get_by_role("link", name="Ceremony").click()
        assert page.get_by_role("heading", name="Ceremony 1300").bounding_box()[
            "y"
        ] == pytest.approx(0, abs=1)


def test_new_photos_appear_without_a_jump_and_failed_blocks_show_an_error(
    site, installation, open_page
):
    with open_page(expected=["Failed to load", "ERR_FAILED"]) as page:
        sign_in(page, site)
        open_album(page, f"{site}/studio/albums/anna/")
        scroll_to(page, 30_000)
        tile, top = page.evaluate(FIRST_VISIBLE_TILE)
        before = page.evaluate("scrollY")
        page.route("**/shape/*", lambda route: route.abort())
        with page.expect_event("requestfailed"):
            page.evaluate(ARRIVED)
        page.unroute("**/shape/*")
        installation.python(ADD_PHOTOS)
        page.evaluate(ARRIVED)
        until(page, f"{LAYOUT}.pictures === 3030")
        assert top_of(page, tile) == pytest.approx(top, abs=2)
        assert page.evaluate("scrollY") > before
        assert page.evaluate("shifts") == []
        page.route("**/block/**", lambda route: route.abort())
        page.evaluate("scrollTo(0, 90000)")
        page.get_by_text("Couldn't load.").first.wait_for()
        page.unroute("**/block/**")
        page.get_by_role("button", name="Try again").first.click()
        until(page, "document.querySelectorAll('.grid__failed').length < 3")


def test_the_first_photos_and_their_previews_appear_without_a_reload(
    site, installation, open_page
):
    with open_page(390) as page:
        sign_in(page, site)
        open_album(page, f"{site}/studio/albums/ben/")
        page.get_by_role("heading", name="Drop photos here").wait_for()
        installation.python(ADD_FIRST_PHOTOS)
        page.evaluate(ARRIVED)
        page.get_by_text("Preparing 0 of 3 photos").wait_for()
        page.get_by_text("Preparing preview").first.wait_for()
        page.locator(".grid-totals", has_text="3 photos").wait_for()
        installation.python(FINISH_PROCESSING)
        until(page, "!document.querySelector('[data-state=making]')")
        assert page.locator(".tile").count() == 3
        assert page.get_by_text("Preparing").count() == 0


def test_pages_are_linked_when_scripts_are_off(site, open_page):
    with open_page(390, script=False) as page:
        sign_in(page, site)
        page.goto(f"{site}/studio/albums/anna/")
        assert page.locator(".tile").count() == 60
        first = page.locator(".tile").first.get_attribute("id")
        page.get_by_role("link", name="More photos").first.click()
        page.get_by_role("link", name="Previous photos").wait_for()
        assert page.locator(".tile").count() == 60
        page.get_by_role("link", name="Previous photos").click()
        page.locator(f"#{first}").wait_for()
        page.get_by_role("link", name="Party").click()
        page.locator(".grid-section", has_text="Party").locator(".tile").nth(59).wait_for()
