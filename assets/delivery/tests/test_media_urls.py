from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings as project_settings
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts import doors
from assets.delivery import media_urls, signing
from assets.tests.factories.assets import keep, keep_rendition

SHA = "ab" * 32
DOOR = "u6f9619ff8b86d011b42d00c04fc964ff.Zk3-q_0RtYp1sXwA.0"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MIDNIGHT = int(datetime(2026, 11, 21, tzinfo=UTC).timestamp())


def parse(url, address="192.0.2.1"):
    path, _, query = url.partition("?")
    kind, sha256 = path.split("/")[2:]
    return signing.parse_url(kind, sha256, query, address)[0]


def verify(url, address="192.0.2.1"):
    path, _, query = url.partition("?")
    meta = {"QUERY_STRING": query, "REMOTE_ADDR": address}
    return media_urls.verify_request(SimpleNamespace(META=meta), *path.split("/")[2:])


def test_url_has_the_options():
    until = NOON + timedelta(hours=2)
    url = media_urls.build_media_url(
        DOOR, "video", SHA, "7", attachment=True, until=until, address="203.0.113.9", now=NOON
    )
    assert parse(url, "203.0.113.9") == signing.MediaUrl(
        DOOR, "video", SHA, "7", "attachment", "203.0.113.9", int(until.timestamp())
    )


def test_url_is_inline_for_any_address_by_default():
    url = parse(media_urls.build_media_url(DOOR, "web", SHA, "7", now=NOON))
    assert (url.disposition, url.address, url.expires) == ("inline", "-", MIDNIGHT)


def test_unknown_options_are_refused():
    with pytest.raises(TypeError):
        media_urls.build_media_url(DOOR, "web", SHA, "7", expires=NOON)


def test_many_urls_are_equal_to_those_built_one_by_one():
    files = [(kind, f"{n:064x}", "7") for n in range(30) for kind in ("small", "thumbnails")]
    assert media_urls.build_media_urls(DOOR, files, now=NOON) == [
        media_urls.build_media_url(DOOR, *file, now=NOON) for file in files
    ]


def test_building_urls_needs_no_queries(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert len(media_urls.build_media_urls(DOOR, [("web", SHA, "7")] * 60)) == 60


def test_url_leads_to_the_media_view():
    url = media_urls.build_media_url(DOOR, "web", SHA, "7")
    assert url.partition("?")[0] == reverse("media", args=["web", SHA])


def test_url_depends_on_the_secret_key(settings):
    first = media_urls.build_media_url(DOOR, "web", SHA, "7", now=NOON)
    settings.SECRET_KEY = "another key"
    assert media_urls.build_media_url(DOOR, "web", SHA, "7", now=NOON) != first


@pytest.mark.parametrize("check", project_settings.DOORS.values())
def test_every_kind_of_door_has_a_check(check):
    assert callable(import_string(check))


def test_door_of_an_unknown_kind_is_closed(owner, settings):
    url = media_urls.build_media_url(doors.for_user(owner), "web", SHA, "7")
    assert verify(url)
    settings.DOORS = {}
    assert verify(url) is None


def test_door_is_passed_to_its_check(monkeypatch):
    checked = []
    monkeypatch.setattr("accounts.doors.is_open", checked.append)
    assert verify(media_urls.build_media_url("u12ab.own.5", "web", SHA, "7")) is None
    assert checked == [signing.Door("u", "12ab", "own", "5")]


def test_doors_are_not_checked_for_an_invalid_url(monkeypatch):
    checked = []
    monkeypatch.setattr("accounts.doors.is_open", checked.append)
    old = media_urls.build_media_url(DOOR, "web", SHA, "7", now=timezone.now() - timedelta(days=1))
    elsewhere = media_urls.build_media_url(DOOR, "web", SHA, "7", address="203.0.113.9")
    forged = media_urls.build_media_url(DOOR, "web", SHA, "7").replace("r=7", "r=8")
    assert [verify(url) for url in (old, elsewhere, forged)] == [None] * 3
    assert checked == []


@pytest.mark.db
def test_find_file_returns_the_rendition_of_that_kind_and_recipe(db):
    asset = keep()
    rendition = keep_rendition(asset, "clean", "7")
    keep_rendition(asset, "web", "7", b"another")
    file = media_urls.find_file(
        parse(media_urls.build_media_url(DOOR, "clean", asset.sha256, "7"))
    )
    assert (file.key, file.size) == (rendition.key, rendition.size)
    assert file.name == f"{asset.sha256[:12]}.jpg"
    assert (
        media_urls.find_file(parse(media_urls.build_media_url(DOOR, "clean", asset.sha256, "8")))
        is None
    )
    assert (
        media_urls.find_file(parse(media_urls.build_media_url(DOOR, "small", asset.sha256, "7")))
        is None
    )


@pytest.mark.db
def test_find_file_returns_an_original(db):
    asset = keep()
    url = parse(media_urls.build_media_url(DOOR, "originals", asset.sha256, "-"))
    assert media_urls.find_file(url).key == asset.key
    assert not media_urls.find_file(url).is_attachment
    asset.lost_at = timezone.now()
    asset.save()
    assert media_urls.find_file(url) is None
    assert media_urls.get_original_file(asset, "a.jpg") is None


@pytest.mark.parametrize(
    ("name", "content", "is_attachment"),
    [
        ("a.jpg", b"\xff\xd8\xff photo", False),
        ("a.mp4", b"\x00\x00\x00\x18ftypmp42 film", False),
        ("a.xmp", b'<?xpacket begin=""?><x:xmpmeta/>', True),
        ("a.dng", b"II*\x00 raw", True),
        ("a.tif", b"II*\x00 tif", True),
        ("a.heic", b"\x00\x00\x00\x18ftypheic", True),
    ],
)
def test_files_that_browsers_cannot_show_are_attachments(db, name, content, is_attachment):
    asset = keep(content, name)
    url = parse(media_urls.build_media_url(DOOR, "originals", asset.sha256, "-"))
    assert media_urls.find_file(url).is_attachment is is_attachment


def test_etags_are_unique(db):
    asset, other = keep(), keep(b"\xff\xd8\xff other")
    (
        keep_rendition(asset, "web", "7"),
        keep_rendition(asset, "web", "8", b"8"),
        keep_rendition(asset, "small"),
    )
    keep_rendition(other, "web", "7", b"other")
    files = [("web", "7"), ("web", "8"), ("small", "7"), ("originals", "-")]
    urls = [
        parse(media_urls.build_media_url(DOOR, kind, asset.sha256, recipe))
        for kind, recipe in files
    ]
    urls.append(parse(media_urls.build_media_url(DOOR, "web", other.sha256, "7")))
    tags = {media_urls.find_file(url).etag for url in urls}
    assert len(tags) == len(urls)
    assert not [tag for tag in tags if tag.startswith("W/")]
