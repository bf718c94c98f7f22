"""The tray in a real browser: whatever happens, every file arrives once, and the tray is true."""

import hashlib
import random
import re

import pytest

from albums.tests.factories.folders import write_files
from albums.uploads.tests.tray_page import choose, drop, kill, shoot, sign_in, so_far, until_over
from assets.tests.factories.files import big, jpeg
from clientpix.testing.browser import axe_violations
from clientpix.testing.installation import eventually
from clientpix.testing.server import Running

pytestmark = pytest.mark.chromium

LYING = """
SELECT sha256, albums_section.title, folder, COUNT(*) FROM assets_version
JOIN assets_asset ON asset_id = assets_asset.id JOIN albums_placement USING (picture_id)
LEFT JOIN albums_section ON section_id = albums_section.id GROUP BY 1, 2, 3
"""
PASSING = ["Failed to load resource", "htmx:"]  # what polls while nobody answers


def list_photos(installation):
    return {
        sha256: (section, folder, count)
        for sha256, section, folder, count in installation.rows(LYING)
    }


def be_cut_short(page, installation, line, folder):
    """Reloaded, killed with the server, and without a network; a while of sending after each."""
    eventually(lambda: so_far(page) > 20)
    page.reload()
    page.get_by_text(
        re.compile(r"\d+ files for “Anna & Ben” haven't been uploaded yet")
    ).wait_for()
    choose(page, "Choose folder", folder)
    page.get_by_role("button", name="Minimize").click()
    eventually(lambda: so_far(page) > 20)

    kill(line.running)
    line.running = Running(installation).wait_until_ready()
    line.target = line.running.port
    reached = so_far(page)
    eventually(lambda: so_far(page) > reached + 10)

    page.context.set_offline(True)
    page.locator(".tray__open").click()
    page.get_by_text("No connection. Retrying automatically").wait_for()
    page.context.set_offline(False)


def expected_of(files):
    """Each once, in the section of its first folder, and under all of its way."""
    ways = {path: path.rpartition("/")[0] for path in files}
    return {
        hashlib.sha256(content).hexdigest(): (
            ways[path].partition("/")[0] or None,
            f"Wedding/{ways[path]}".strip("/"),
            1,
        )
        for path, content in files.items()
    }


def test_every_file_arrives_once_whatever_happens(
    installation, line, open_page, tmp_path, print_figures
):
    folder = tmp_path / "Wedding"
    files = shoot(folder)
    total = sum(map(len, files.values()))
    with open_page(expected=PASSING) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        sign_in(page, line.url)
        page.goto(f"{line.url}/studio/albums/anna/")
        before = line.bytes
        choose(page, "Add folder", folder)
        page.locator(".arriving__tile img").first.wait_for()
        assert 0 < page.locator(".arriving__tile").count() <= 60
        be_cut_short(page, installation, line, folder)
        page.locator(".tray[data-state=done]").wait_for()
        sent = line.bytes - before
        print_figures(
            f"{total / 1e6:.1f} MB of files, {sent / 1e6:.1f} MB on the line: {sent / total:.3f}"
        )
        assert sent <= 1.05 * total
        assert list_photos(installation) == expected_of(files)

        page.get_by_role("button", name="Close").first.click()
        before = line.bytes
        drop(page, folder)
        until_over(page, f"0 new, {len(files)} already here")
        assert line.bytes - before < total / 50


def test_the_tray_names_failures_and_known_files(installation, line, open_page, tmp_path):
    files = {f"a{number}.jpg": jpeg() for number in range(5)}
    refused = {"b.pdf": b"%PDF-1.7 " + bytes(3000), "c.jpg": b""}
    folder = write_files(tmp_path / "Mixed", files | refused)
    with open_page(390, "dark", expected=PASSING) as page:
        sign_in(page, line.url)
        page.goto(f"{line.url}/studio/albums/anna/")
        choose(page, "Add photos", folder / "a0.jpg", role="link")
        until_over(page, "1 new")
        assert page.url == f"{line.url}/studio/albums/anna/", "the link was not followed as well"
        page.locator(".tray__pill").get_by_role("button", name="Close").click()
        drop(page, folder)
        assert page.veil == "Drop to add to “Anna & Ben”"
        until_over(page, "4 new, 1 already here, 2 failed")
        failed_rows = page.locator(".tray__row[data-state=failed]")
        assert failed_rows.all_inner_texts() == [
            "Mixed/b.pdf\nThis is a PDF, not a photo or video.",
            "Mixed/c.jpg\nThe file is empty.",
        ]
        assert page.locator("h2[data-slot=title]").inner_text() == "2 files couldn't be uploaded"
        assert axe_violations(page) == []
        (folder / "b.pdf").write_bytes(jpeg())
        page.get_by_role("button", name="Retry failed files").click()
        until_over(page, "4 new, 1 already here, 2 failed")
        assert len(list_photos(installation)) == 5
        page.get_by_role("button", name="Close", exact=True).first.click()
        assert page.locator(".tray").is_hidden()


def test_the_picker_opens_when_files_are_dropped_outside_an_album(
    installation, line, open_page, tmp_path
):
    folder = write_files(tmp_path / "Summer", {f"{number}.jpg": jpeg() for number in range(3)})
    with open_page(expected=PASSING) as page:
        sign_in(page, line.url)
        drop(page, folder)
        assert page.veil == "Drop to create an album"
        sheet = page.get_by_role("dialog", name="Where should these 3 files go?")
        sheet.get_by_role("button", name="Anna & Ben").wait_for()
        assert axe_violations(page) == []
        assert sheet.get_by_label("New album").input_value() == "Summer"
        sheet.get_by_role("button", name="Create album and upload").click()
        page.wait_for_url(f"{line.url}/studio/albums/summer/")
        until_over(page, "3 new")
    with open_page() as page:
        sign_in(page, line.url, "bert@example.org")
        drop(page, folder)
        assert page.veil == "Drop, then choose an album"
        sheet = page.get_by_role("dialog")
        sheet.get_by_role("button", name="Anna & Ben").wait_for()
        assert sheet.get_by_role("button", name="Summer").count() == 0
        assert sheet.get_by_label("New album").count() == 0
        sheet.get_by_role("button", name="Anna & Ben").click()
        page.wait_for_url(f"{line.url}/studio/albums/anna/")
        until_over(page, "3 new")


def test_uploads_continue_when_the_user_signs_in_again(installation, line, open_page, tmp_path):
    folder = write_files(
        tmp_path / "Long", {f"{number}.jpg": big(150_000) for number in range(100)}
    )
    with open_page(expected=PASSING) as page:
        sign_in(page, line.url)
        page.goto(f"{line.url}/studio/albums/anna/")
        choose(page, "Add folder", folder)
        eventually(lambda: so_far(page) > 2)
        other = page.context.new_page()
        other.goto(f"{line.url}/studio/account/")
        other.get_by_label("Account menu of").click()
        other.get_by_role("button", name="Sign out").click()
        page.get_by_role("heading", name="You're signed out").wait_for()
        sign_in(other, line.url)
        other.close()
        page.evaluate("dispatchEvent(new Event('focus'))")
        page.get_by_role("button", name="Pause").click()
        page.get_by_role("heading", name="Paused").wait_for()
        page.get_by_role("link", name="Library").first.click()
        page.wait_for_url(f"{line.url}/studio/")
        page.get_by_role("button", name="Resume").click()
        until_over(page, "100 new")
    assert {count for _section, _folder, count in list_photos(installation).values()} == {1}
    assert len(list_photos(installation)) == 100


def test_the_browser_computes_correct_hashes(line, open_page):
    dice = random.Random(7)
    sizes = [0, 1, 55, 56, 63, 64, 65, 127, 128, 4 * 1024**2, 4 * 1024**2 + 1]
    sizes += [dice.randrange(9 * 1024**2) for _ in range(6)]
    with open_page() as page:
        sign_in(page, line.url)
        for size in sizes:
            seed = dice.randrange(256)
            content = bytes((seed + n * n) % 256 for n in range(256)) * (size // 256 + 1)
            found = page.evaluate(
                """async ([size, seed]) => {
                  const { sha256Of } = await import("clientpix/uploads/queue/hasher");
                  const bytes = Uint8Array.from({ length: size }, (_, n) => seed + (n % 256) ** 2);
                  const hashed = (byHand) => sha256Of(new File([bytes], "a"), () => {}, byHand);
                  return [await hashed(false), await hashed(true)];
                }""",
                [size, seed],
            )
            assert found == [hashlib.sha256(content[:size]).hexdigest()] * 2, size
