"""Helpers for tests of the upload tray: sign in, choose and drop files, read the tray."""

import os
import re
import signal

from albums.tests.factories.folders import write_files
from albums.uploads.tests.http_client import EMAIL, PASSWORD
from assets.tests.factories.files import big
from clientpix.testing.installation import eventually
from clientpix.testing.server import is_gone

FILES, LARGE = 200, 30 * 1024**2


def sign_in(page, url, email=EMAIL):
    page.goto(f"{url}/sign-in/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{url}/studio/")


def choose(page, name, what, role="button"):
    eventually(lambda: page.evaluate("Boolean(customElements.get('add-pictures'))"))
    with page.expect_file_chooser() as chooser:
        page.get_by_role(role, name=name).first.click()
    chooser.value.set_files(what)


def drop(page, *paths):
    """Drop files and folders on the page, as from the system's file manager."""
    eventually(lambda: page.evaluate("Boolean(customElements.get('upload-tray'))"))
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "x": 200, "y": 300, "data": data})
        if kind == "dragOver":
            page.locator(".veil").wait_for()
            page.veil = page.locator(".veil").inner_text().strip()


def brief(page):
    return page.locator("[data-slot=brief]").inner_text()


def so_far(page):
    found = re.match(r"(\d+) of", brief(page))
    return int(found[1]) if found else -1


def summary(page):
    return page.locator("[data-slot=summary]").text_content()


def until_over(page, words):
    page.locator(".tray[data-state=done], .tray[data-state=failed]").wait_for()
    assert summary(page) == words


def shoot(folder):
    """Create a shoot in the folder. Return the content of each file by its path."""
    files = {f"{['', 'Church/', 'Party/Late/'][n % 3]}I{n}.jpg": big(30_000) for n in range(FILES)}
    files["Party/large.jpg"] = big(LARGE)
    write_files(folder, files | {".DS_Store": b"x", "@eaDir/I1.jpg": b"x"})
    return files


def kill(running):
    """Kill all processes at once, like a power cut."""
    pids = [*running.family(), running.process.pid]
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: all(map(is_gone, pids)))
