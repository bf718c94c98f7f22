"""Album settings in a real browser: focal point, preset, deleting and restoring."""

import pytest

from clientpix.testing.browser import axe_violations
from clientpix.tests.test_every_page import HOUSE, sign_in

pytestmark = pytest.mark.chromium

ANNA = "/studio/albums/anna/"


@pytest.fixture
def site(installation, start_server):
    installation.python(HOUSE)
    return f"http://localhost:{start_server().wait_until_ready().port}"


def read_point(page):
    return [int(page.locator(f"[name=cover_{way}]").input_value()) for way in "xy"]


def read_positions(page):
    """Return the position of the mark and of the cropped preview, in percent."""
    return page.evaluate(
        """() => {
          const style = (name) => getComputedStyle(document.querySelector(name));
          const stage = document.querySelector(".focal__stage").getBoundingClientRect();
          const mark = document.querySelector(".focal__mark").getBoundingClientRect();
          const share = (from, to, size) => Math.round((100 * (to - from)) / size);
          return {
            mark: [
              share(stage.left, mark.left + mark.width / 2, stage.width),
              share(stage.top, mark.top + mark.height / 2, stage.height),
            ],
            crop: style(".crop--phone img").objectPosition,
          };
        }"""
    )


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Album saved.").wait_for()


def set_point_with_mouse(page):
    stage = page.locator(".focal__stage")
    stage.evaluate("stage => stage.scrollIntoView({block: 'center'})")
    box = stage.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.5)
    assert read_point(page) == [75, 50]
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.25)
    assert read_point(page) == [75, 50], "the button isn't pressed"
    page.mouse.down()
    page.mouse.move(box["x"] - 100, box["y"] + box["height"] * 0.6)
    page.mouse.up()
    assert read_point(page) == [0, 60]


def test_focal_point_is_set_by_keyboard_mouse_and_range(site, open_page):
    with open_page(1440) as page:
        sign_in(page, site)
        page.goto(site + ANNA)
        page.locator(".tabs").get_by_role("link", name="Settings").click()
        page.wait_for_url(f"{site}{ANNA}settings/")
        mark = page.locator(".focal__mark")
        mark.focus()
        for key in ("ArrowLeft", "Shift+ArrowLeft", "ArrowDown", "Shift+ArrowUp"):
            page.keyboard.press(key)
        assert read_point(page) == [39, 41]
        assert read_positions(page) == {"mark": [39, 41], "crop": "39% 41%"}
        for _ in range(6):
            page.keyboard.press("Shift+ArrowUp")
        assert read_point(page) == [39, 0], "the point stays inside the photo"
        save(page)
        assert read_point(page) == [39, 0]
        assert read_positions(page)["crop"] == "39% 0%"
        set_point_with_mouse(page)
        page.get_by_label("Horizontal position").focus()
        page.keyboard.press("End")
        assert read_positions(page) == {"mark": [100, 60], "crop": "100% 60%"}
        save(page)
        assert axe_violations(page) == []


def test_focal_point_is_set_by_ranges_without_scripts(site, open_page):
    with open_page(390, script=False) as page:
        sign_in(page, site)
        page.goto(f"{site}{ANNA}settings/")
        page.get_by_label("Vertical position").focus()
        page.keyboard.press("Home")
        save(page)
        assert read_point(page) == [50, 0]
        assert page.locator(".focal__mark").count() == 0


def test_album_is_deleted_from_its_settings_and_restored_by_undo(site, open_page):
    with open_page(390, "dark") as page:
        sign_in(page, site)
        page.goto(f"{site}{ANNA}settings/")
        page.get_by_role("link", name="Delete album").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_text("This deletes 1 photo.").wait_for()
        assert axe_violations(page) == []
        dialog.get_by_role("link", name="Cancel").click()
        assert page.get_by_role("dialog").count() == 0
        page.get_by_role("link", name="Delete album").click()
        page.get_by_role("button", name="Move to trash").click()
        page.wait_for_url(f"{site}/studio/")
        undo = page.get_by_role("button", name="Undo")
        assert undo.bounding_box()["height"] >= 44
        assert axe_violations(page) == []
        undo.click()
        page.wait_for_url(site + ANNA)
        page.get_by_text("Anna & Ben restored.").wait_for()
        assert undo.count() == 0, "there is nothing left to undo"


def test_album_is_created_from_a_preset(site, open_page):
    with open_page(1440) as page:
        sign_in(page, site)
        page.get_by_role("link", name="New album").first.click()
        page.get_by_label("Title").fill("Clara")
        page.get_by_label("Wedding").check()
        page.get_by_role("button", name="Create album").click()
        page.wait_for_url(f"{site}/studio/albums/clara/")
        page.goto(f"{site}/studio/presets/new/?album=clara")
        assert page.get_by_label("Sections").input_value() == "Ceremony\nParty"
