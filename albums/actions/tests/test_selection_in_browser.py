"""Choosing pictures with mouse, keys and finger, and what is done with them, in a browser."""

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


def shows(page, words):
    page.locator("[data-count]", has_text=words).wait_for()


def ids(page, number):
    return page.locator(".tile").evaluate_all("all => all.map(one => one.id)")[:number]


def says(page, words):
    page.locator(".toast", has_text=words).wait_for()


def value(installation, condition):
    return installation.value(f"{ROWS} AND {condition}")


def test_pictures_are_chosen_as_on_a_desktop(installation, open_page, opened):
    with open_page(expected=["ERR_FAILED"]) as page:
        tiles = opened(page)
        tiles.nth(1).hover()
        tiles.nth(1).locator("input").click()
        shows(page, "1 selected")
        tiles.nth(3).click(modifiers=["Control"])
        shows(page, "2 selected")
        tiles.nth(6).click(modifiers=["Shift"])
        shows(page, "5 selected")
        tiles.nth(6).click()
        shows(page, "4 selected")
        page.keyboard.press("Escape")
        assert page.locator("album-choice[data-chosen]").count() == 0
        tiles.nth(0).click(modifiers=["Control"])
        last = page.locator(f"#t-{installation.value(LAST)}")
        eventually(lambda: _is_reached(page, last))
        shows(page, "160 selected")
        page.keyboard.press("Escape")
        page.keyboard.press("Control+a")
        shows(page, "160 selected")
        page.evaluate("scrollTo(0, 0)")
        eventually(lambda: page.locator(".tile input:not(:checked)").count() == 0)
        tiles.nth(0).locator("input").click()
        shows(page, "159 selected")
        page.get_by_role("button", name="Hide").click()
        says(page, "159 photos hidden")
        assert value(installation, "hidden") == 159
        page.get_by_role("button", name="Undo").click()
        says(page, "159 photos restored")
        assert value(installation, "hidden") == 0
        _keys(page, tiles)
        _rectangle(page, tiles)
        _by_hand(installation, page, tiles)


def _is_reached(page, tile):
    """Blocks come while one goes down, and go again."""
    page.evaluate(DOWN)
    with suppress(Error):
        tile.click(modifiers=["Shift"], timeout=2000)
        return True


def _keys(page, tiles):
    page.evaluate("scrollTo(0, 0)")
    tiles.nth(2).locator(".tile__open").focus()
    page.keyboard.press("Space")
    shows(page, "1 selected")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    shows(page, "3 selected")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    shows(page, "2 selected")
    page.keyboard.press("Escape")


def _rectangle(page, tiles):
    first, last = tiles.nth(0).bounding_box(), tiles.nth(8).bounding_box()
    page.mouse.move(first["x"] - 6, first["y"] - 2)
    page.mouse.down()
    page.mouse.move(last["x"] + 30, last["y"] + 30, steps=6)
    assert page.locator(".lasso").count() == 1
    page.mouse.up()
    assert page.locator(".lasso").count() == 0
    assert count(page) not in ("", "0 selected", "1 selected")
    page.keyboard.press("Escape")


def _by_hand(installation, page, tiles):
    before = ids(page, 6)
    tiles.nth(0).drag_to(tiles.nth(3), target_position={"x": 4, "y": 40})
    says(page, "1 photo reordered")
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
    _sorted_again(installation, page, before)


def _sorted_again(installation, page, before):
    order = page.get_by_label("Order")
    order.select_option(label="Capture time")
    eventually(lambda: ids(page, 6) == before)
    page.locator(".tile").nth(0).drag_to(
        page.locator(".tile").nth(3), target_position={"x": 4, "y": 40}
    )
    selected = "select => select.selectedOptions[0].label"
    eventually(lambda: order.evaluate(selected) == "Custom order")
    assert page.locator("picture-wall[data-dated]").count() == 0
    order.select_option(label="Capture time")
    eventually(lambda: ids(page, 6) == before)
    page.locator("picture-wall[data-dated]").wait_for()
    page.route("**/sort/", lambda route: route.abort())
    order.select_option(label="Name")
    eventually(lambda: order.evaluate(selected) == "Capture time")


def test_what_was_refused_goes_back_and_is_said(installation, open_page, opened):
    with open_page(expected=["403", "503"]) as page:
        tiles = opened(page)
        page.route("**/acts/", lambda route: route.fulfill(status=503, body=""))
        tiles.nth(0).click(modifiers=["Control"])
        page.get_by_role("button", name="Hide").click()
        says(page, "The server is busy")
        assert page.locator(".tile[data-hidden]").count() == 0
        shows(page, "1 selected")


def test_a_question_is_asked_in_a_sheet_and_answered_there(installation, open_page, opened):
    with open_page(390) as page:
        tiles = opened(page)
        for number in (0, 1):
            tiles.nth(number).locator("input").click()
        page.get_by_role("button", name="Section").click()
        sheet = page.locator("dialog")
        sheet.get_by_label("New section").fill("Rings")
        sheet.get_by_role("button", name="Move").click()
        says(page, "2 photos moved to “Rings”")
        assert page.locator("dialog").count() == 0
        rings = "section_id = (SELECT id FROM albums_section WHERE title = 'Rings')"
        assert value(installation, rings) == 2


def test_five_thousand_chosen_are_no_burden(installation, open_page, opened):
    with open_page() as page:
        tiles = opened(page, 5000)
        page.keyboard.press("Control+a")
        shows(page, "5,040 selected")
        assert tiles.count() < 400
        tiles.nth(0).locator("input").click()
        shows(page, "5,039 selected")
        page.get_by_role("button", name="Hide").click()
        says(page, "5039 photos hidden")
        assert value(installation, "hidden") == 5039


def test_a_finger_that_rests_chooses_and_then_takes_along(installation, chromium, opened):
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
    shows(page, "1 selected")
    touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [at[1]]})
    shows(page, "4 selected")
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    tiles.nth(1).tap()
    shows(page, "3 selected")
    context.close()


def test_all_of_it_works_without_script(installation, open_page, opened):
    with open_page(390, script=False) as page:
        tiles = opened(page)
        for number in (0, 1, 2):
            tiles.nth(number).locator("input").check()
        page.get_by_role("button", name="Hide").click()
        says(page, "3 photos hidden")
        page.get_by_role("button", name="Undo").click()
        says(page, "3 photos restored")
        tiles.nth(0).locator("input").check()
        page.get_by_role("button", name="Delete").click()
        assert "Move 1 photo to trash?" in page.locator("h1").inner_text()
        page.get_by_role("button", name="Move to trash").click()
        says(page, "1 photo moved to trash")
        assert value(installation, "trashed_at IS NOT NULL") == 1
