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
media_urls = st.builds(
    MediaUrl,
    doors,
    st.sampled_from(paths.RENDITION_KINDS),
    st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    recipes,
    st.sampled_from(["inline", "attachment"]),
    st.just("-") | st.ip_addresses().map(str),
    st.integers(1, 10**12 - 1),
)


def parse(url, address):
    kind, sha256, query = re.fullmatch(r"/media/(\w+)/(\w+)\??(.*)", url).groups()
    return signing.parse_url(kind, sha256, query, address)


def is_accepted(url, address="192.0.2.1", now=NOON, key=KEY):
    parsed = parse(url, address)
    return parsed is not None and signing.is_valid(key, *parsed, now)


def test_key_is_derived_from_the_secret():
    assert signing.derive_key(VECTORS["secret"]).hex() == VECTORS["key"]


@pytest.mark.parametrize("vector", VECTORS["signed"], ids=lambda vector: vector["canonical"][3:40])
def test_vectors_are_signed(vector):
    media_url = MediaUrl(*(vector[field] for field in MediaUrl._fields))
    assert signing.build_canonical(media_url) == vector["canonical"]
    assert signing.sign(KEY, media_url) == vector["signature"]
    assert signing.build_url(KEY, media_url) == vector["url"]
    assert parse(vector["url"], vector["address"].strip("-") or "192.0.2.1") == (
        media_url,
        vector["signature"],
    )


@pytest.mark.parametrize("vector", VECTORS["requests"], ids=lambda vector: vector["why"])
def test_vectors_are_accepted_or_refused(vector):
    assert is_accepted(vector["url"], vector["address"], vector["now"]) is vector["good"]


@given(media_urls)
def test_every_url_is_valid_until_it_expires(media_url):
    url = signing.build_url(KEY, media_url)
    address = "192.0.2.1" if media_url.address == "-" else media_url.address
    assert is_accepted(url, address, media_url.expires - 1)
    assert not is_accepted(url, address, media_url.expires)
    assert not is_accepted(url, address, media_url.expires - 1, key=b"another")
    assert re.fullmatch(r"[A-Za-z0-9/?&=._-]+", url)


@given(media_urls, media_urls)
def test_different_urls_have_different_canonical_texts(first, second):
    texts = [signing.build_canonical(media_url) for media_url in (first, second)]
    assert (texts[0] == texts[1]) == (first == second)


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
def test_ambiguous_fields_are_not_signed(changes):
    with pytest.raises(ValueError, match="can't be signed"):
        signing.build_url(KEY, PLAIN._replace(**changes))


def test_original_has_no_recipe():
    assert signing.build_url(KEY, PLAIN._replace(kind="originals", recipe="-"))
    with pytest.raises(ValueError, match="can't be signed"):
        signing.build_url(KEY, PLAIN._replace(kind="originals", recipe="7"))


def test_url_expires_at_the_end_of_its_window():
    assert signing.compute_expiry(NOON) == NOON + 12 * HOUR
    assert signing.compute_expiry(NOON + 11 * HOUR - 1) == NOON + 12 * HOUR


def test_urls_of_a_window_expire_together():
    moments = range(int(NOON) - HOUR, int(NOON) + 11 * HOUR, 60)
    assert {signing.compute_expiry(moment) for moment in moments} == {NOON + 12 * HOUR}


@given(st.floats(1, 10**10))
def test_url_is_valid_for_1_to_13_hours(now):
    assert HOUR - 1 < signing.compute_expiry(now) - now <= 13 * HOUR


def test_url_does_not_outlive_its_limit():
    assert signing.compute_expiry(NOON, NOON + 90.5) == NOON + 90
    assert signing.compute_expiry(NOON, NOON + 90 * HOUR) == NOON + 12 * HOUR


@given(doors)
def test_door_is_parsed_back(text):
    door = signing.parse_door(text)
    assert f"{door.kind}{door.id}.{door.epoch}.{door.album_epoch}" == text
    assert len(door.kind) == 1
