import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.delivery import signing
from assets.delivery.signing import MediaUrl
from assets.storage import paths

VECTORS = json.loads(Path(__file__).with_name("signing_vectors.json").read_text())
KEY = bytes.fromhex(VECTORS["key"])
SHA = "ab" * 32
DOOR = "u6f9619ff8b86d011b42d00c04fc964ff.Zk3-q_0RtYp1sXwA.0"
PLAIN = MediaUrl(DOOR, "web", SHA, "7", "inline", "-", 1795996800)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp()
HOUR = 3600

recipes = st.from_regex(r"[a-z0-9-]{1,32}", fullmatch=True)
doors = st.from_regex(r"[a-z][a-z0-9]{1,40}(\.[A-Za-z0-9_-]{1,43}){2}", fullmatch=True)
links = st.builds(
    MediaUrl,
    doors,
    st.sampled_from(paths.RENDITION_KINDS),
    st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    recipes,
    st.sampled_from(["inline", "attachment"]),
    st.just("-") | st.ip_addresses().map(str),
    st.integers(1, 10**12 - 1),
)


def read(url, address):
    kind, sha256, query = re.fullmatch(r"/media/(\w+)/(\w+)\??(.*)", url).groups()
    return signing.parse_url(kind, sha256, query, address)


def is_good(url, address="192.0.2.1", now=NOON, key=KEY):
    asked = read(url, address)
    return asked is not None and signing.is_valid(key, *asked, now)


def test_the_key_is_made_from_the_secret():
    assert signing.derive_key(VECTORS["secret"]).hex() == VECTORS["key"]


@pytest.mark.parametrize("one", VECTORS["signed"], ids=lambda one: one["canonical"][3:40])
def test_links_are_signed_as_written_down(one):
    link = MediaUrl(*(one[field] for field in MediaUrl._fields))
    assert signing.build_canonical(link) == one["canonical"]
    assert signing.sign(KEY, link) == one["signature"]
    assert signing.build_url(KEY, link) == one["url"]
    assert read(one["url"], one["address"].strip("-") or "192.0.2.1") == (link, one["signature"])


@pytest.mark.parametrize("one", VECTORS["requests"], ids=lambda one: one["why"])
def test_links_are_accepted_and_refused_as_written_down(one):
    assert is_good(one["url"], one["address"], one["now"]) is one["good"]


@given(links)
def test_every_link_that_is_made_is_good(link):
    url = signing.build_url(KEY, link)
    address = "192.0.2.1" if link.address == "-" else link.address
    assert is_good(url, address, link.expires - 1)
    assert not is_good(url, address, link.expires)
    assert not is_good(url, address, link.expires - 1, key=b"another")
    assert re.fullmatch(r"[A-Za-z0-9/?&=._-]+", url)


@given(links, links)
def test_no_two_links_are_signed_as_the_same_words(one, other):
    assert (signing.build_canonical(one) == signing.build_canonical(other)) == (one == other)


@pytest.mark.parametrize(
    "changes",
    [
        {"door": "u1|web.a.0"},
        {"door": "u1.a.0\n"},
        {"door": "u1.a"},
        {"door": "u1.a.0.0"},
        {"door": "1u.a.0"},
        {"door": "u.a.0"},
        {"door": "uä.a.0"},
        {"door": "u1..0"},
        {"door": ""},
        {"kind": "originals"},
        {"kind": "incoming"},
        {"kind": "../web"},
        {"kind": ""},
        {"sha256": SHA.upper()},
        {"sha256": SHA[1:]},
        {"sha256": SHA + "\n"},
        {"sha256": "٣" * 64},
        {"recipe": "7|inline"},
        {"recipe": ""},
        {"recipe": "../7"},
        {"recipe": "7.5"},
        {"recipe": "x" * 33},
        {"disposition": "inline|-"},
        {"disposition": "Inline"},
        {"disposition": ""},
        {"address": ""},
        {"address": "192.0.2.1|1"},
        {"address": "localhost"},
        {"expires": 0},
        {"expires": -1},
        {"expires": 10**12},
    ],
    ids=str,
)
def test_what_could_be_read_in_two_ways_is_not_signed(changes):
    with pytest.raises(ValueError, match="can't be signed"):
        signing.build_url(KEY, PLAIN._replace(**changes))


def test_an_original_has_no_recipe():
    assert signing.build_url(KEY, PLAIN._replace(kind="originals", recipe="-"))
    with pytest.raises(ValueError, match="can't be signed"):
        signing.build_url(KEY, PLAIN._replace(kind="originals", recipe="7"))


def test_a_link_ends_with_its_window():
    assert signing.compute_expiry(NOON) == NOON + 12 * HOUR
    assert signing.compute_expiry(NOON + 11 * HOUR - 1) == NOON + 12 * HOUR


def test_links_of_a_window_are_the_same():
    moments = range(int(NOON) - HOUR, int(NOON) + 11 * HOUR, 60)
    assert {signing.compute_expiry(moment) for moment in moments} == {NOON + 12 * HOUR}


@given(st.floats(1, 10**10))
def test_a_link_lives_for_one_hour_at_least_and_thirteen_at_most(now):
    assert HOUR - 1 < signing.compute_expiry(now) - now <= 13 * HOUR


def test_a_link_ends_with_whatever_it_leads_into():
    assert signing.compute_expiry(NOON, NOON + 90.5) == NOON + 90
    assert signing.compute_expiry(NOON, NOON + 90 * HOUR) == NOON + 12 * HOUR


@given(doors)
def test_a_door_is_read_as_it_was_written(text):
    door = signing.parse_door(text)
    assert f"{door.kind}{door.id}.{door.epoch}.{door.album_epoch}" == text
    assert len(door.kind) == 1
