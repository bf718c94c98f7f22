from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings as house_settings
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts import doors
from assets.delivery import media_urls, signing
from assets.tests.factories.assets import keep, keep_copy

SHA = "ab" * 32
DOOR = "u6f9619ff8b86d011b42d00c04fc964ff.Zk3-q_0RtYp1sXwA.0"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MIDNIGHT = int(datetime(2026, 11, 21, tzinfo=UTC).timestamp())


def read(url, address="192.0.2.1"):
    path, _, query = url.partition("?")
    kind, sha256 = path.split("/")[2:]
    return signing.parse_url(kind, sha256, query, address)[0]


def follow(url, address="192.0.2.1"):
    path, _, query = url.partition("?")
    meta = {"QUERY_STRING": query, "REMOTE_ADDR": address}
    return media_urls.verify_request(SimpleNamespace(META=meta), *path.split("/")[2:])


def test_a_link_says_what_was_agreed():
    until = NOON + timedelta(hours=2)
    url = media_urls.build_media_url(
        DOOR, "video", SHA, "7", attachment=True, until=until, address="203.0.113.9", now=NOON
    )
    assert read(url, "203.0.113.9") == signing.MediaUrl(
        DOOR, "video", SHA, "7", "attachment", "203.0.113.9", int(until.timestamp())
    )


def test_without_a_word_it_is_for_showing_anywhere_to_the_end_of_the_window():
    link = read(media_urls.build_media_url(DOOR, "web", SHA, "7", now=NOON))
    assert (link.disposition, link.address, link.expires) == ("inline", "-", MIDNIGHT)


def test_what_cannot_be_agreed_is_refused():
    with pytest.raises(TypeError):
        media_urls.build_media_url(DOOR, "web", SHA, "7", expires=NOON)


def test_the_links_of_a_page_are_those_that_would_be_made_one_by_one():
    wanted = [(kind, f"{n:064x}", "7") for n in range(30) for kind in ("small", "thumbnails")]
    assert media_urls.build_media_urls(DOOR, wanted, now=NOON) == [
        media_urls.build_media_url(DOOR, *one, now=NOON) for one in wanted
    ]


def test_the_links_of_a_page_ask_nobody(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert len(media_urls.build_media_urls(DOOR, [("web", SHA, "7")] * 60)) == 60


def test_a_link_leads_to_the_page_of_bytes():
    url = media_urls.build_media_url(DOOR, "web", SHA, "7")
    assert url.partition("?")[0] == reverse("media", args=["web", SHA])


def test_another_house_makes_other_links(settings):
    one = media_urls.build_media_url(DOOR, "web", SHA, "7", now=NOON)
    settings.SECRET_KEY = "another key"
    assert media_urls.build_media_url(DOOR, "web", SHA, "7", now=NOON) != one


@pytest.mark.parametrize("keeper", house_settings.DOORS.values())
def test_every_door_has_somebody_who_answers_for_it(keeper):
    assert callable(import_string(keeper))


def test_a_door_that_nobody_answers_for_is_closed(owner, settings):
    url = media_urls.build_media_url(doors.for_user(owner), "web", SHA, "7")
    assert follow(url)
    settings.DOORS = {}
    assert follow(url) is None


def test_whoever_answers_is_told_which_door_it_is(monkeypatch):
    asked = []
    monkeypatch.setattr("accounts.doors.is_open", asked.append)
    assert follow(media_urls.build_media_url("u12ab.own.5", "web", SHA, "7")) is None
    assert asked == [signing.Door("u", "12ab", "own", "5")]


def test_nobody_is_asked_about_a_bad_link(monkeypatch):
    asked = []
    monkeypatch.setattr("accounts.doors.is_open", asked.append)
    old = media_urls.build_media_url(DOOR, "web", SHA, "7", now=timezone.now() - timedelta(days=1))
    elsewhere = media_urls.build_media_url(DOOR, "web", SHA, "7", address="203.0.113.9")
    forged = media_urls.build_media_url(DOOR, "web", SHA, "7").replace("r=7", "r=8")
    assert [follow(url) for url in (old, elsewhere, forged)] == [None] * 3
    assert asked == []


@pytest.mark.db
def test_behind_a_link_lies_a_copy_of_its_kind_and_recipe(db):
    asset = keep()
    copy = keep_copy(asset, "clean", "7")
    keep_copy(asset, "web", "7", b"another")
    sending = media_urls.find_file(
        read(media_urls.build_media_url(DOOR, "clean", asset.sha256, "7"))
    )
    assert (sending.key, sending.size) == (copy.key, copy.size)
    assert sending.name == f"{asset.sha256[:12]}.jpg"
    assert (
        media_urls.find_file(read(media_urls.build_media_url(DOOR, "clean", asset.sha256, "8")))
        is None
    )
    assert (
        media_urls.find_file(read(media_urls.build_media_url(DOOR, "small", asset.sha256, "7")))
        is None
    )


@pytest.mark.db
def test_behind_a_link_lies_an_original(db):
    asset = keep()
    link = read(media_urls.build_media_url(DOOR, "originals", asset.sha256, "-"))
    assert media_urls.find_file(link).key == asset.key
    assert not media_urls.find_file(link).is_attachment
    asset.lost_at = timezone.now()
    asset.save()
    assert media_urls.find_file(link) is None
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
def test_what_browsers_do_not_show_is_for_saving(db, name, content, is_attachment):
    asset = keep(content, name)
    link = read(media_urls.build_media_url(DOOR, "originals", asset.sha256, "-"))
    assert media_urls.find_file(link).is_attachment is is_attachment


def test_no_two_files_share_a_tag(db):
    asset, other = keep(), keep(b"\xff\xd8\xff other")
    keep_copy(asset, "web", "7"), keep_copy(asset, "web", "8", b"8"), keep_copy(asset, "small")
    keep_copy(other, "web", "7", b"other")
    wanted = [("web", "7"), ("web", "8"), ("small", "7"), ("originals", "-")]
    links = [
        read(media_urls.build_media_url(DOOR, kind, asset.sha256, recipe))
        for kind, recipe in wanted
    ]
    links.append(read(media_urls.build_media_url(DOOR, "web", other.sha256, "7")))
    tags = {media_urls.find_file(link).etag for link in links}
    assert len(tags) == len(links)
    assert not [tag for tag in tags if tag.startswith("W/")]
