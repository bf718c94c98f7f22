"""Whatever files, people and programs are called: on every page it is text, and only text."""

import re
from html import escape, unescape

import pytest

from albums.picture.tests.requests import page
from albums.tests.factories.naughty_strings import ALERT, create_album, list_strings
from assets.models import Rendition

EMAIL, PASSWORD = "o@x.org", "a long enough word"
PREPARE = f"""
from accounts.models import User
from albums.tests.factories.naughty_strings import create_album
create_album(User.objects.create_user({EMAIL!r}, {PASSWORD!r}, role="owner"))
"""
ON = re.compile(r'href="(\?[^"]+)"[^>]*>(?:Further|Earlier) ?(?:pictures|albums)?<')
# What no page of ours has within its matter, nor any attribute that would run.
INJECTED = """() => [...document.querySelectorAll("main *, dialog *")].filter((one) =>
  /^(script|iframe|object|embed|base|meta|math|plaintext|xmp|frame|template)$/i.test(one.tagName)
  || [...one.attributes].some(({ name, value }) => /^on/.test(name) || /^javascript:/i.test(value))
).map((one) => one.outerHTML.slice(0, 120))"""


def test_there_are_more_than_five_hundred_of_them():
    assert len(set(list_strings())) >= 500
    assert not any("\0" in one for one in list_strings())


@pytest.mark.django_db
def test_they_are_text_on_every_page(owner_client, owner):
    album, pictures = create_album(owner)
    for asset in album.placements.values_list("picture__versions__asset", flat=True).distinct():
        Rendition.objects.bulk_create(
            Rendition(asset_id=asset, kind=kind, recipe="r9", extension="webp", size=1, crc32=1)
            for kind in ("small", "thumbnails", "web")
        )
    wall = f"/studio/albums/{album.slug}/"
    photo_urls = [page(album, picture) for picture in pictures[:: len(pictures) // 25]]
    pages = {
        "picture": owner_client.get(page(album, pictures[0])).content.decode(),
        "photo-views": "".join(owner_client.get(url).content.decode() for url in photo_urls),
        "wall": all_of(owner_client, wall),
        "library": all_of(owner_client, "/studio/"),
        "activity": all_of(owner_client, f"{wall}activity/"),
    }
    for name, text in pages.items():
        assert ALERT not in text, name
        shown = unescape(text)
        step = len(pictures) // 25 if name == "photo-views" else 1
        for one in list_strings()[::step]:
            assert one[:200] in shown or escape(one[:200]) in text, (name, one)


def all_of(owner_client, url):
    """Page after page, as long as there is a further one."""
    texts, asked = [], ""
    while asked is not None:
        text = owner_client.get(url + unescape(asked)).content.decode()
        texts.append(text)
        on = [one for one in ON.findall(text) if one not in asked]
        asked = on[-1] if on and len(texts) < 40 else None
    return "".join(texts)


@pytest.mark.chromium
def test_a_browser_runs_none_of_them(installation, start_server, open_page):
    installation.python(PREPARE)
    site = f"http://localhost:{start_server().until_ready().port}"
    dialogs = []
    with open_page(1440) as tab:
        tab.on("dialog", lambda dialog: dialogs.append(dialog.message) or dialog.dismiss())
        tab.goto(f"{site}/sign-in/")
        tab.fill("input[name=email]", EMAIL)
        tab.fill("input[name=password]", PASSWORD)
        tab.keyboard.press("Enter")
        tab.wait_for_url(f"{site}/studio/")
        assert tab.evaluate(INJECTED) == []
        for path in ("activity/", ""):
            tab.goto(f"{site}/studio/albums/naughty/{path}")
            assert tab.evaluate(INJECTED) == []
        tab.locator(".tile__open").first.click()
        for _picture in range(12):
            tab.locator("dialog .photo-view[data-name]").wait_for()
            assert tab.evaluate(INJECTED) == []
            tab.keyboard.press("ArrowRight")
        url = tab.url
        tab.goto(url)
        assert tab.evaluate(INJECTED) == []
    assert dialogs == []
