"""The drawer with a photo over the grid, in a real browser: keys, swipes and history."""

import pytest

from albums.picture.tests.browser_album import EMAIL, PASSWORD, SHAPES, VIDEOS
from assets.tests.factories.files import jpeg
from assets.tests.factories.videos import needs_ffmpeg
from clientpix.testing.browser import LOOKS, axe_violations
from clientpix.testing.installation import eventually

pytestmark = [pytest.mark.chromium, needs_ffmpeg]

PREPARE = "from albums.picture.tests import browser_album; browser_album.create()"
NAMES = sorted([*SHAPES, *VIDEOS])
SWIPE = """([from, to]) => {
  const preview = document.querySelector(".preview");
  const at = (x) => new Touch({ identifier: 1, target: preview, clientX: x, clientY: 300 });
  const fire = (kind, touches, changed) => preview.dispatchEvent(
    new TouchEvent(kind, { bubbles: true, cancelable: true, touches, changedTouches: changed }));
  fire("touchstart", [at(from)], [at(from)]);
  fire("touchend", [], [at(to)]);
}"""


@pytest.fixture
def site(installation, start_server):
    installation.python(PREPARE)
    return f"http://localhost:{start_server().wait_until_ready().port}"


def sign_in(page, site, path="/studio/albums/anna/"):
    page.goto(f"{site}/sign-in/?next={path}")
    page.fill("input[name=email]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}{path}")


def tile(page, name):
    return page.locator(f".tile__open:has(img[alt='{name}'])")


def shown_name(page):
    return page.locator("dialog.drawer .photo-view[data-name]").get_attribute("data-name")


def wait_until_shown(page, name):
    def true():
        photo = page.locator("dialog.drawer .photo-view[data-name]")
        return photo.count() == 1 and shown_name(page) == name and page.title() == name

    return eventually(true, what=name)


def focused_name(page):
    return page.evaluate("document.activeElement.querySelector?.('img')?.alt")


def is_grid_shown(page):
    here = page.evaluate("location.pathname")
    return here == "/studio/albums/anna/" and page.locator("dialog").count() == 0


def test_photo_opens_over_the_grid_and_closing_focuses_its_tile(site, open_page):
    with open_page(1440) as page:
        sign_in(page, site)
        page.evaluate("window.isSameDocument = true")
        tile(page, "b.jpg").click()
        wait_until_shown(page, "b.jpg")
        assert "/p/" in page.url
        page.locator("[data-decoded]").wait_for()
        for key, name in [("ArrowRight", "c.jpg"), ("j", "copied.mov"), ("k", "c.jpg")]:
            page.keyboard.press(key)
            wait_until_shown(page, name)
        page.go_back()
        eventually(lambda: is_grid_shown(page))
        eventually(lambda: focused_name(page) == "c.jpg")
        page.go_forward()
        wait_until_shown(page, "c.jpg")
        page.keyboard.press("Escape")
        eventually(lambda: is_grid_shown(page) and focused_name(page) == "c.jpg")
        page.keyboard.press("Enter")
        wait_until_shown(page, "c.jpg")
        page.get_by_role("link", name="Close").click()
        eventually(lambda: is_grid_shown(page) and focused_name(page) == "c.jpg")
        assert page.title() == "Anna & Ben"
        assert page.evaluate("window.isSameDocument")
        first, last = NAMES[0], NAMES[-1]
        tile(page, first).click()
        wait_until_shown(page, first)
        page.keyboard.press("ArrowLeft")
        for name in NAMES[1:]:
            page.keyboard.press("ArrowRight")
            wait_until_shown(page, name)
        page.keyboard.press("ArrowRight")
        assert shown_name(page) == last
        page.reload()
        assert page.get_by_role("heading", level=1).inner_text() == last
        page.go_back()
        eventually(lambda: is_grid_shown(page) and tile(page, first).count() == 1)


def test_changes_in_the_drawer_do_not_leave_it(site, open_page):
    with open_page(1440) as page:
        sign_in(page, site)
        tile(page, "a.jpg").click()
        wait_until_shown(page, "a.jpg")
        page.evaluate("window.isSameDocument = true")
        caption = page.get_by_label("Caption")
        caption.fill("Two <b>rings</b>, jk")
        page.get_by_role("button", name="Rotate right").click()
        page.get_by_text("Caption saved.").wait_for()
        eventually(lambda: page.locator(".preview img.preview__large[height='900']").count() == 1)
        assert shown_name(page) == "a.jpg"
        assert caption.input_value() == "Two <b>rings</b>, jk"
        page.get_by_text("Upload a new edit").click()
        page.locator("input[type=file]").set_input_files(
            {"name": "a-Final.jpg", "mimeType": "image/jpeg", "buffer": jpeg((800, 500))}
        )
        page.get_by_role("button", name="Upload", exact=True).click()
        wait_until_shown(page, "a-Final.jpg")
        eventually(lambda: page.locator("[data-decoded]").count() == 1)
        page.get_by_label("More actions for a.jpg").click()
        page.get_by_role("button", name="Separate from this photo").click()
        page.get_by_text("1 version").wait_for()
        page.get_by_text("All metadata").click()
        lines = page.locator(".metadata > div:visible")
        lines.first.wait_for()
        before = lines.count()
        page.get_by_label("Filter metadata").fill("imagewidth")
        assert 0 < lines.count() < before
        assert page.evaluate("window.isSameDocument")


def test_swiping_shows_the_next_and_the_previous_photo(site, open_page):
    with open_page(390) as page:
        sign_in(page, site)
        tile(page, "b.jpg").click()
        wait_until_shown(page, "b.jpg")
        page.evaluate(SWIPE, [300, 60])
        wait_until_shown(page, "c.jpg")
        page.evaluate(SWIPE, [60, 300])
        wait_until_shown(page, "b.jpg")
        page.evaluate(SWIPE, [60, 90])
        assert shown_name(page) == "b.jpg"


def test_videos_play_in_every_container(site, open_page):
    with open_page(390) as page:
        sign_in(page, site)
        for name in VIDEOS:
            tile(page, name).click()
            wait_until_shown(page, name)
            video = page.locator("video")
            assert video.get_attribute("playsinline") is not None
            assert "/media/web/" in video.get_attribute("poster")
            played = video.evaluate(
                "async (it) => { it.muted = true; await it.play(); return it.videoWidth }"
            )
            assert played == 160, name
            eventually(lambda: page.evaluate("document.querySelector('video').currentTime > 0.2"))
            assert page.locator(".preview__error:visible").count() == 0
            page.go_back()
            eventually(lambda: is_grid_shown(page))


def test_drawer_and_page_are_accessible_and_fit_the_screen(site, open_page):
    for width, scheme in LOOKS:
        with open_page(width, scheme) as page:
            page.emulate_media(reduced_motion="reduce")
            sign_in(page, site)
            for name in ("wide.jpg", "tall.jpg", "plain.mp4"):
                tile(page, name).click()
                wait_until_shown(page, name)
                assert _fits(page), (name, width)
                assert axe_violations(page) == [], (name, width, scheme)
                url = page.url
                page.keyboard.press("Escape")
                eventually(lambda: is_grid_shown(page))
            page.goto(url)
            assert axe_violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_photo_has_a_page_without_scripts(site, open_page):
    with open_page(390, script=False) as page:
        sign_in(page, site)
        tile(page, "b.jpg").click()
        assert page.get_by_role("heading", level=1).inner_text() == "b.jpg"
        page.get_by_role("link", name="Next photo").click()
        assert page.get_by_role("heading", level=1).inner_text() == "c.jpg"
        page.get_by_label("Caption").fill("By hand")
        page.get_by_role("button", name="Save").click()
        assert page.get_by_label("Caption").input_value() == "By hand"
        assert page.get_by_text("Caption saved.").is_visible()
        page.get_by_text("All metadata").click()
        assert page.locator(".metadata > div:visible").count() > 10
        page.get_by_role("link", name="Anna & Ben").first.click()
        assert "?at=" in page.url


def _fits(page):
    """Return whether the whole photo is on the screen, and nothing is wider."""
    return page.evaluate("""() => {
      const box = document.querySelector(".drawer .preview").getBoundingClientRect();
      const isAcross = box.left >= 0 && box.right <= innerWidth;
      const isDown = box.top >= 0 && box.bottom <= innerHeight;
      return isAcross && isDown && document.querySelector(".drawer").scrollWidth <= innerWidth;
    }""")


# The frame hides what is outside it, so a larger box means that a part of the photo is cut off.
BOXES = """() => {
  const frame = document.querySelector(".preview").getBoundingClientRect();
  return [...document.querySelectorAll(".preview > img")].map((image) => {
    const box = image.getBoundingClientRect();
    return { name: image.alt, inside: box.top >= frame.top - 1 && box.left >= frame.left - 1
      && box.bottom <= frame.bottom + 1 && box.right <= frame.right + 1 };
  });
}"""


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("name", ["tall.jpg", "wide.jpg", "square.jpg", "a.jpg"])
def test_the_whole_photo_is_inside_its_frame(site, open_page, width, name):
    with open_page(width) as page:
        sign_in(page, site)
        tile(page, name).click()
        wait_until_shown(page, name)
        page.locator("dialog.drawer [data-decoded]").wait_for()
        assert all(box["inside"] for box in page.evaluate(BOXES)), "in the drawer"
        page.reload()
        page.locator(".page [data-decoded]").wait_for()
        assert all(box["inside"] for box in page.evaluate(BOXES)), "on its own page"
