"""Blocks contain the whole grid in order, and no photo twice, whatever changes in between."""

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


def list_ids(album, section=None):
    placements = album.placements.filter(section=section, trashed_at=None, is_orphan_sidecar=False)
    return [placement.pk for placement in placements.order_by("order_key", "id")]


def list_cursors(album, section=""):
    return [block["from"] for block in shapes.measure_album(album)["sections"][section]]


def load_blocks(album, cursors, section=""):
    ends = [*cursors[1:], ""]
    return [
        [row.pk for row in blocks.load_block(album, section, start, end)]
        for start, end in zip(cursors, ends, strict=True)
    ]


@pytest.mark.parametrize("number", [1, BLOCK_SIZE, BLOCK_SIZE + 1, 200])
def test_all_blocks_together_contain_all_photos_in_order(album, number):
    add_photos(album, number)
    found = load_blocks(album, list_cursors(album))
    assert sum(found, []) == list_ids(album)
    assert {len(block) for block in found[:-1]} <= {BLOCK_SIZE}


@pytest.mark.parametrize("seed", range(5))
def test_no_photo_is_lost_or_shown_twice_when_others_are_added_and_removed(album, seed):
    dice = random.Random(seed)
    add_photos(album, 250)
    known = list_cursors(album)
    shuffle = [f"2026{dice.randrange(10**6):06}" for _ in range(40)]
    new = add_photos(album, 40)
    for placement, key in zip(new, shuffle, strict=True):
        Placement.objects.filter(pk=placement.pk).update(order_key=key)
    gone = dice.sample(list_ids(album), 30)
    Placement.objects.filter(pk__in=gone).delete()
    found = sum(load_blocks(album, known), [])
    whole = list_ids(album)
    assert len(set(found)) == len(found)
    assert found == whole[len(whole) - len(found) :]
    assert set(whole) - set(found) <= {placement.pk for placement in new}


def test_a_section_has_its_own_blocks(album):
    party = album.sections.get()
    add_photos(album, 70)
    add_photos(album, 70, party)
    assert sum(
        load_blocks(album, list_cursors(album, party.pk.hex), party.pk.hex), []
    ) == list_ids(album, party)


def test_sections_of_other_albums_are_not_shown(album, owner):
    other = new_album(owner, "Other", sections=["Secret"])
    add_photos(other, 3, other.sections.get())
    add_photos(other, 3)
    add_photos(album, 2)
    of_other = other.sections.get().pk.hex
    assert {row.pk for row in blocks.load_block(album, of_other, "", "")} <= set(list_ids(album))


@pytest.mark.parametrize("text", ["", "\0", "rubbish", ELSEWHERE, f"{ELSEWHERE}\0", "ü" * 400])
def test_invalid_cursors_are_ignored(album, text):
    add_photos(album, 3)
    assert len(blocks.load_block(album, text, text, text)) <= BLOCK_SIZE


def test_trashed_photos_and_orphan_sidecars_are_not_in_the_grid(album):
    visible, trashed, orphan = add_photos(album, 3)
    Placement.objects.filter(pk=trashed.pk).update(trashed_at="2026-06-20T12:00Z")
    Placement.objects.filter(pk=orphan.pk).update(is_orphan_sidecar=True)
    assert [row.pk for row in blocks.load_block(album, "", "", "")] == [visible.pk]
