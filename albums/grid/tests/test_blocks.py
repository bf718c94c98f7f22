"""Whatever comes in between: blocks are the whole wall, in its order, and nothing of it twice."""

import random

import pytest

from albums.grid import BLOCK_SIZE, blocks, shapes
from albums.models import Placement
from albums.tests.factories.albums import create_album as new_album
from albums.tests.factories.grids import add_photos

pytestmark = pytest.mark.db

ELSEWHERE = "0" * 32


@pytest.fixture
def album(owner):
    return new_album(owner, sections=["Party"])


def in_order(album, section=None):
    lying = album.placements.filter(section=section, trashed_at=None, is_orphan_sidecar=False)
    return [placement.pk for placement in lying.order_by("order_key", "id")]


def froms(album, section=""):
    return [block["from"] for block in shapes.measure_album(album)["sections"][section]]


def fetched(album, places, section=""):
    ends = [*places[1:], ""]
    return [
        [row.pk for row in blocks.load_block(album, section, start, end)]
        for start, end in zip(places, ends, strict=True)
    ]


@pytest.mark.parametrize("number", [1, BLOCK_SIZE, BLOCK_SIZE + 1, 200])
def test_one_after_the_other_they_are_the_whole(album, number):
    add_photos(album, number)
    found = fetched(album, froms(album))
    assert sum(found, []) == in_order(album)
    assert {len(block) for block in found[:-1]} <= {BLOCK_SIZE}


@pytest.mark.parametrize("seed", range(5))
def test_nothing_comes_twice_and_nothing_is_lost_while_others_put_pictures_in_between(album, seed):
    dice = random.Random(seed)
    add_photos(album, 250)
    known = froms(album)
    shuffle = [f"2026{dice.randrange(10**6):06}" for _ in range(40)]
    new = add_photos(album, 40)
    for placement, key in zip(new, shuffle, strict=True):
        Placement.objects.filter(pk=placement.pk).update(order_key=key)
    gone = dice.sample(in_order(album), 30)
    Placement.objects.filter(pk__in=gone).delete()
    found = sum(fetched(album, known), [])
    whole = in_order(album)
    assert len(set(found)) == len(found)
    assert found == whole[len(whole) - len(found) :]
    assert set(whole) - set(found) <= {placement.pk for placement in new}


def test_a_section_is_a_wall_of_its_own(album):
    party = album.sections.get()
    add_photos(album, 70)
    add_photos(album, 70, party)
    assert sum(fetched(album, froms(album, party.pk.hex), party.pk.hex), []) == in_order(
        album, party
    )


def test_no_other_album_is_seen_through_it(album, owner):
    other = new_album(owner, "Other", sections=["Secret"])
    add_photos(other, 3, other.sections.get())
    add_photos(other, 3)
    add_photos(album, 2)
    of_other = other.sections.get().pk.hex
    assert {row.pk for row in blocks.load_block(album, of_other, "", "")} <= set(in_order(album))


@pytest.mark.parametrize("said", ["", "\0", "rubbish", ELSEWHERE, f"{ELSEWHERE}\0", "ü" * 400])
def test_whatever_an_address_says_there_is_an_answer(album, said):
    add_photos(album, 3)
    assert len(blocks.load_block(album, said, said, said)) <= BLOCK_SIZE


def test_what_is_in_the_trash_or_out_of_sight_is_not_on_the_wall(album):
    from_here, trashed, aside = add_photos(album, 3)
    Placement.objects.filter(pk=trashed.pk).update(trashed_at="2026-06-20T12:00Z")
    Placement.objects.filter(pk=aside.pk).update(is_orphan_sidecar=True)
    assert [row.pk for row in blocks.load_block(album, "", "", "")] == [from_here.pk]
