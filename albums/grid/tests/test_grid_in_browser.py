"""The wall in a real browser: as tall as it will be, never full, and never somewhere else."""

import pytest

from clientpix.testing.installation import eventually

pytestmark = pytest.mark.chromium

WORD = "a long enough word"
HOUSE = f"""
from accounts.models import User
from albums.tests.factories.albums import create_album
from albums.tests.factories.grids import add_photos
owner = User.objects.create_user("o@x.org", {WORD!r}, role="owner")
wall = create_album(owner, sections=["Ceremony", "Party"])
ceremony, party = wall.sections.in_order()
add_photos(wall, 500)
add_photos(wall, 1300, ceremony)
add_photos(wall, 1200, party)
create_album(owner, "Ben")
"""
MORE = """
from albums.models import Album, Placement
from albums.tests.factories.grids import add_photos
wall = Album.objects.get(slug="anna")
for number, placement in enumerate(add_photos(wall, 30)):
    Placement.objects.filter(pk=placement.pk).update(order_key=f"2{number:03}")
"""
FIRST = """
from albums.models import Album
from albums.tests.factories.grids import add_photos
add_photos(Album.objects.get(slug="ben"), 3, state="new", width=None, height=None)
"""
MADE = """
from assets.models import Asset
Asset.objects.filter(state="new").update(state="ready", width=600, height=400)
"""
ARRIVED = "document.dispatchEvent(new CustomEvent('clientpix:arrived'))"
WATCHED = """
window.shifts = []; window.most = 0;
new PerformanceObserver((list) => {
  for (const { hadRecentInput, sources } of list.getEntries()) {
    const moved = sources.filter(({ node }) => node?.closest?.("picture-wall"));
    if (!hadRecentInput && moved.length) shifts.push(...moved.map(({ node }) => node.className));
  }
}).observe({ type: "layout-shift", buffered: true });
document.addEventListener("DOMContentLoaded", () =>
  new MutationObserver(() => (most = Math.max(most, document.querySelectorAll(".tile").length)))
    .observe(document.body, { childList: true, subtree: true }));
"""
READY = "document.querySelector('picture-wall')?.plan"
SHOWN = """
[...document.querySelectorAll(".chapter > .wall")].every((list) => {
  const { top, bottom } = list.getBoundingClientRect();
  return bottom < 0 || top > innerHeight || list.block?.isWhole;
})"""
WRONG = """
const lists = [...document.querySelectorAll(".chapter > .wall")];
return lists.filter(({ block }) => block.isWhole).map((list) => {
  const box = list.getBoundingClientRect();
  const tiles = list.block.tiles.map((tile) => tile.getBoundingClientRect());
  const below = Math.max(...tiles.map((tile) => tile.bottom)) - box.bottom;
  const beside = Math.max(...tiles.map((tile) => tile.right)) - box.right;
  return [list.block.from, below, beside];
}).filter(([, below, beside]) => Math.abs(below) > 1 || beside > 1)"""
TALL = "document.documentElement.scrollHeight"
TOPMOST = """
[...document.querySelectorAll(".tile")].map((tile) => [tile.id, tile.getBoundingClientRect().top])
  .find(([, top]) => top >= 0)"""
FOCUSED = "document.activeElement.closest('.tile')?.id"


@pytest.fixture
def site(installation, start_server):
    installation.python(HOUSE)
    return f"http://localhost:{start_server().wait_until_ready().port}"


def sign_in(page, site):
    page.add_init_script(WATCHED)
    page.goto(f"{site}/sign-in/")
    page.get_by_label("Email").fill("o@x.org")
    page.get_by_label("Password", exact=True).fill(WORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/studio/")


def until(page, true):
    eventually(lambda: page.evaluate(f"Boolean({true})"), what=true)


def look_at(page, address):
    page.goto(address)
    until(page, READY)


def scroll_to(page, height):
    page.evaluate(f"scrollTo(0, {height})")
    until(page, SHOWN)


def top_of(page, tile):
    return page.evaluate(f"document.getElementById('{tile}')?.getBoundingClientRect().top")


def test_a_wall_is_as_tall_from_the_start_as_it_turns_out_to_be(site, open_page):
    for width in (390, 1440):
        its_height_is_honest(site, open_page, width)


def its_height_is_honest(site, open_page, width):
    with open_page(width) as page:
        sign_in(page, site)
        look_at(page, f"{site}/studio/albums/anna/")
        tall = page.evaluate(TALL)
        for height in range(0, tall, tall // 25):
            scroll_to(page, height)
            assert page.evaluate(f"() => {{{WRONG}}}") == []
        assert page.evaluate(TALL) == pytest.approx(tall, rel=0.01)
        assert 60 < page.evaluate("most") < 400
        assert page.evaluate("shifts") == []
        assert page.get_by_role("heading", name="Party 1200").bounding_box()["y"] == pytest.approx(
            0, abs=1
        )
        page.set_viewport_size({"width": width - 90, "height": 800})
        until(page, SHOWN)
        assert page.evaluate(f"() => {{{WRONG}}}") == []


def test_who_comes_back_is_where_they_were(site, open_page):
    with open_page() as page:
        sign_in(page, site)
        look_at(page, f"{site}/studio/albums/anna/")
        scroll_to(page, 60_000)
        tile, top = page.evaluate(TOPMOST)
        page.evaluate("document.querySelector('.tabs a:not([aria-current])').click()")
        page.wait_for_url("**/anna/*/")
        page.go_back()
        until(page, f"document.getElementById('{tile}')")
        until(page, SHOWN)
        assert top_of(page, tile) == pytest.approx(top, abs=2)
        page.reload()
        until(page, f"document.getElementById('{tile}')")
        assert top_of(page, tile) == pytest.approx(top, abs=2)
        for address in (f"?at={tile[2:]}", f"#{tile}", f"?at={tile[2:]}#{tile}"):
            page.goto(f"{site}/studio/account/")
            look_at(page, f"{site}/studio/albums/anna/{address}")
            until(page, f"{FOCUSED} === '{tile}'")
            assert 0 <= top_of(page, tile) < 800
            assert page.evaluate("scrollY") > 10_000
            assert page.evaluate("shifts") == []
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED) not in (None, tile)
        page.get_by_role("link", name="Ceremony").click()
        assert page.get_by_role("heading", name="Ceremony 1300").bounding_box()[
            "y"
        ] == pytest.approx(0, abs=1)


def test_what_comes_is_there_without_a_jump_and_what_cannot_come_says_so(
    site, installation, open_page
):
    with open_page(expected=["Failed to load", "ERR_FAILED"]) as page:
        sign_in(page, site)
        look_at(page, f"{site}/studio/albums/anna/")
        scroll_to(page, 30_000)
        tile, top = page.evaluate(TOPMOST)
        before = page.evaluate("scrollY")
        page.route("**/shape/*", lambda route: route.abort())
        with page.expect_event("requestfailed"):
            page.evaluate(ARRIVED)
        page.unroute("**/shape/*")
        installation.python(MORE)
        page.evaluate(ARRIVED)
        until(page, f"{READY}.pictures === 3030")
        assert top_of(page, tile) == pytest.approx(top, abs=2)
        assert page.evaluate("scrollY") > before
        assert page.evaluate("shifts") == []
        page.route("**/block/**", lambda route: route.abort())
        page.evaluate("scrollTo(0, 90000)")
        page.get_by_text("Couldn't load.").first.wait_for()
        page.unroute("**/block/**")
        page.get_by_role("button", name="Try again").first.click()
        until(page, "document.querySelectorAll('.wall__failed').length < 3")


def test_the_first_pictures_appear_by_themselves_and_so_do_their_previews(
    site, installation, open_page
):
    with open_page(390) as page:
        sign_in(page, site)
        look_at(page, f"{site}/studio/albums/ben/")
        page.get_by_role("heading", name="Drop photos here").wait_for()
        installation.python(FIRST)
        page.evaluate(ARRIVED)
        page.get_by_text("Preparing 0 of 3 photos").wait_for()
        page.get_by_text("Preparing preview").first.wait_for()
        page.get_by_text("3 pictures").wait_for()
        installation.python(MADE)
        until(page, "!document.querySelector('[data-state=making]')")
        assert page.locator(".tile").count() == 3
        assert page.get_by_text("Developing").count() == 0


def test_without_scripts_it_is_turned_page_by_page(site, open_page):
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
        page.locator(".chapter", has_text="Party").locator(".tile").nth(59).wait_for()
