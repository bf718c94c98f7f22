"""Select photos with mouse, keyboard and touch, and run actions on them, in a browser."""

from contextlib import suppress

import pytest
from playwright.sync_api import Error

from clientpix.testing.installation import eventually

pytestmark = pytest.mark.chromium

WORD = "a long enough word"
HOUSE = f"""
from accounts.models import User
from albums.models import Section
from albums.tests.factories import selections
from albums.tests.factories.albums import create_album
owner = User.objects.create_user("o@x.org", {WORD!r}, role="owner")
anna = create_album(owner)
create_album(owner, "Best")
selections.create_previews(selections.add_photos(anna, 40, owner))
party = Section.objects.create(album=anna, title="Party")
selections.add_photos(anna, NUMBER, owner, section=party)
"""
ANNA = "SELECT id FROM albums_album WHERE slug = 'anna'"
ROWS = f"SELECT COUNT(*) FROM albums_placement WHERE album_id = ({ANNA})"

LAST = f"SELECT id FROM albums_placement WHERE album_id = ({ANNA}) ORDER BY placed_at DESC LIMIT 1"

DOWN = "scrollTo(0, document.documentElement.scrollHeight)"


@pytest.fixture
def opened(installation, start_server, open_page):
    """The album in a window, with so many pictures in its second part."""

    def open_(page, number=120):
        installation.python(HOUSE.replace("NUMBER", str(number)))
        site = f"http://localhost:{start_server().wait_until_ready().port}"
        page.goto(f"{site}/sign-in/?next=/studio/albums/anna/")
        page.get_by_label("Email").fill("o@x.org")
        page.get_by_label("Password", exact=True).fill(WORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{site}/studio/albums/anna/")
        return page.locator(".tile")

    return open_


def count(page):
    return page.locator("[data-count]").inner_text()


def wait_for_count(page, words):
    page.locator("[data-count]", has_text=words).wait_for()


def ids(page, number):
    return page.locator(".tile").evaluate_all("all => all.map(one => one.id)")[:number]


def wait_for_toast(page, words):
    page.locator(".toast", has_text=words).wait_for()


def count_rows(installation, condition):
    return installation.value(f"{ROWS} AND {condition}")


def test_photos_are_selected_with_mouse_and_keyboard(installation, open_page, opened):
    with open_page(expected=["ERR_FAILED"]) as page:
        tiles = opened(page)
        tiles.nth(1).hover()
        tiles.nth(1).locator("input").click()
        wait_for_count(page, "1 selected")
        tiles.nth(3).click(modifiers=["Control"])
        wait_for_count(page, "2 selected")
        tiles.nth(6).click(modifiers=["Shift"])
        wait_for_count(page, "5 selected")
        tiles.nth(6).click()
        wait_for_count(page, "4 selected")
        page.keyboard.press("Escape")
        assert page.locator("photo-selection[data-chosen]").count() == 0
        tiles.nth(0).click(modifiers=["Control"])
        last = page.locator(f"#t-{installation.value(LAST)}")
        eventually(lambda: _reach(page, last))
        wait_for_count(page, "160 selected")
        page.keyboard.press("Escape")
        page.keyboard.press("Control+a")
        wait_for_count(page, "160 selected")
        page.evaluate("scrollTo(0, 0)")
        eventually(lambda: page.locator(".tile input:not(:checked)").count() == 0)
        tiles.nth(0).locator("input").click()
        wait_for_count(page, "159 selected")
        page.get_by_role("button", name="Hide").click()
        wait_for_toast(page, "159 photos hidden")
        assert count_rows(installation, "hidden") == 159
        page.get_by_role("button", name="Undo").click()
        wait_for_toast(page, "159 photos restored")
        assert count_rows(installation, "hidden") == 0
        _use_keyboard(page, tiles)
        _draw_rectangle(page, tiles)
        _drag_tiles(installation, page, tiles)


def _reach(page, tile):
    # Blocks are loaded and unloaded while scrolling, so the tile may vanish before the click.
    page.evaluate(DOWN)
    with suppress(Error):
        tile.click(modifiers=["Shift"], timeout=2000)
        return True


def _use_keyboard(page, tiles):
    page.evaluate("scrollTo(0, 0)")
    tiles.nth(2).locator(".tile__open").focus()
    page.keyboard.press("Space")
    wait_for_count(page, "1 selected")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    wait_for_count(page, "3 selected")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    wait_for_count(page, "2 selected")
    page.keyboard.press("Escape")


def _draw_rectangle(page, tiles):
    first, last = tiles.nth(0).bounding_box(), tiles.nth(8).bounding_box()
    page.mouse.move(first["x"] - 6, first["y"] - 2)
    page.mouse.down()
    page.mouse.move(last["x"] + 30, last["y"] + 30, steps=6)
    assert page.locator(".lasso").count() == 1
    page.mouse.up()
    assert page.locator(".lasso").count() == 0
    assert count(page) not in ("", "0 selected", "1 selected")
    page.keyboard.press("Escape")


def _drag_tiles(installation, page, tiles):
    before = ids(page, 6)
    tiles.nth(0).drag_to(tiles.nth(3), target_position={"x": 4, "y": 40})
    wait_for_toast(page, "1 photo reordered")
    moved = [*before[1:3], before[0], *before[3:]]
    eventually(lambda: ids(page, 6) == moved)
    assert installation.value("SELECT \"order\" FROM albums_album WHERE slug = 'anna'") == "manual"
    page.locator(f"#{before[0]} .tile__open").focus()
    page.keyboard.press("Alt+ArrowLeft")
    eventually(lambda: ids(page, 6) == [before[1], before[0], *before[2:]])
    page.wait_for_timeout(2500)
    assert ids(page, 6) == [before[1], before[0], *before[2:]]
    page.reload()
    assert ids(page, 6) == [before[1], before[0], *before[2:]]
    _sort_again(installation, page, before)


def _sort_again(installation, page, before):
    order = page.get_by_label("Order")
    order.select_option(label="Capture time")
    eventually(lambda: ids(page, 6) == before)
    page.locator(".tile").nth(0).drag_to(
        page.locator(".tile").nth(3), target_position={"x": 4, "y": 40}
    )
    selected = "select => select.selectedOptions[0].label"
    eventually(lambda: order.evaluate(selected) == "Custom order")
    assert page.locator("photo-grid[data-dated]").count() == 0
    order.select_option(label="Capture time")
    eventually(lambda: ids(page, 6) == before)
    page.locator("photo-grid[data-dated]").wait_for()
    page.route("**/sort/", lambda route: route.abort())
    order.select_option(label="Name")
    eventually(lambda: order.evaluate(selected) == "Capture time")


def test_tiles_are_reverted_and_the_error_is_shown_when_the_server_refuses(
    installation, open_page, opened
):
    with open_page(expected=["403", "503"]) as page:
        tiles = opened(page)
        page.route("**/acts/", lambda route: route.fulfill(status=503, body=""))
        tiles.nth(0).click(modifiers=["Control"])
        page.get_by_role("button", name="Hide").click()
        wait_for_toast(page, "The server is busy")
        assert page.locator(".tile[data-hidden]").count() == 0
        wait_for_count(page, "1 selected")


def test_the_form_of_an_action_opens_in_a_dialog(installation, open_page, opened):
    with open_page(390) as page:
        tiles = opened(page)
        for number in (0, 1):
            tiles.nth(number).locator("input").click()
        page.get_by_role("button", name="Section").click()
        sheet = page.locator("dialog")
        sheet.get_by_label("New section").fill("Rings")
        sheet.get_by_role("button", name="Move").click()
        wait_for_toast(page, "2 photos moved to “Rings”")
        assert page.locator("dialog").count() == 0
        rings = "section_id = (SELECT id FROM albums_section WHERE title = 'Rings')"
        assert count_rows(installation, rings) == 2


def test_5000_photos_can_be_selected_and_hidden(installation, open_page, opened):
    with open_page() as page:
        tiles = opened(page, 5000)
        page.keyboard.press("Control+a")
        wait_for_count(page, "5,040 selected")
        assert tiles.count() < 400
        tiles.nth(0).locator("input").click()
        wait_for_count(page, "5,039 selected")
        page.get_by_role("button", name="Hide").click()
        wait_for_toast(page, "5039 photos hidden")
        assert count_rows(installation, "hidden") == 5039


def test_a_long_press_selects_a_tile_and_moving_on_extends_the_selection(
    installation, chromium, opened
):
    context = chromium.new_context(
        viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    tiles = opened(page)
    tiles.nth(0).evaluate("tile => scrollTo(0, tile.getBoundingClientRect().top - 150)")
    start, end = (tiles.nth(number).bounding_box() for number in (1, 4))
    at = [{"x": box["x"] + 20, "y": box["y"] + 20} for box in (start, end)]
    touch = context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at[0]]})
    wait_for_count(page, "1 selected")
    touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [at[1]]})
    wait_for_count(page, "4 selected")
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    tiles.nth(1).tap()
    wait_for_count(page, "3 selected")
    context.close()


def test_actions_work_without_scripts(installation, open_page, opened):
    with open_page(390, script=False) as page:
        tiles = opened(page)
        for number in (0, 1, 2):
            tiles.nth(number).locator("input").check()
        page.get_by_role("button", name="Hide").click()
        wait_for_toast(page, "3 photos hidden")
        page.get_by_role("button", name="Undo").click()
        wait_for_toast(page, "3 photos restored")
        tiles.nth(0).locator("input").check()
        page.get_by_role("button", name="Delete").click()
        assert "Move 1 photo to trash?" in page.locator("h1").inner_text()
        page.get_by_role("button", name="Move to trash").click()
        wait_for_toast(page, "1 photo moved to trash")
        assert count_rows(installation, "trashed_at IS NOT NULL") == 1
