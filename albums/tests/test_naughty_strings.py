"""Names that contain markup or scripts are shown as text on every page."""

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
LINK_TEXTS = "More|Further|Earlier|Show older"
NEXT_LINK = re.compile(
    rf'href="(\?[^"]+)"[^>]*>(?:{LINK_TEXTS}) ?(?:photos|pictures|albums|activity)?<'
)
# Elements and attributes that no page of ours contains in its content.
INJECTED = """() => [...document.querySelectorAll("main *, dialog *")].filter((node) =>
  /^(script|iframe|object|embed|base|meta|math|plaintext|xmp|frame|template)$/i.test(node.tagName)
  || [...node.attributes].some(({ name, value }) =>
    /^on/.test(name) || /^javascript:/i.test(value))
).map((node) => node.outerHTML.slice(0, 120))"""


def test_there_are_more_than_500_strings():
    assert len(set(list_strings())) >= 500
    assert not any("\0" in one for one in list_strings())


@pytest.mark.django_db
def test_strings_are_escaped_on_every_page(owner_client, owner):
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
        "wall": read_all_pages(owner_client, wall),
        "library": read_all_pages(owner_client, "/studio/"),
        "activity": read_all_pages(owner_client, f"{wall}activity/"),
    }
    for name, text in pages.items():
        assert ALERT not in text, name
        shown = unescape(text)
        step = len(pictures) // 25 if name == "photo-views" else 1
        for one in list_strings()[::step]:
            assert one[:200] in shown or escape(one[:200]) in text, (name, one)


def read_all_pages(owner_client, url):
    """Return the HTML of all pages, following the links to the next one."""
    texts, query = [], ""
    while query is not None:
        text = owner_client.get(url + unescape(query)).content.decode()
        texts.append(text)
        links = [link for link in NEXT_LINK.findall(text) if link not in query]
        query = links[-1] if links and len(texts) < 40 else None
    return "".join(texts)


@pytest.mark.chromium
def test_browser_runs_no_injected_script(installation, start_server, open_page):
    installation.python(PREPARE)
    site = f"http://localhost:{start_server().wait_until_ready().port}"
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
        for _number in range(12):
            tab.locator("dialog .photo-view[data-name]").wait_for()
            assert tab.evaluate(INJECTED) == []
            tab.keyboard.press("ArrowRight")
        url = tab.url
        tab.goto(url)
        assert tab.evaluate(INJECTED) == []
    assert dialogs == []
