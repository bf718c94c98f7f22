"""Every action: what it changes, whether clients see the change, and its undo."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from albums.actions import undo
from albums.actions.selection import ActionForbidden, Selection
from albums.actions.verbs import (
    arrangement,
    capture_time,
    cover,
    reprocessing,
    rotation,
    section_assignment,
    transfer,
    trash,
    visibility,
)
from albums.models import Action, Album, Placement, Section
from albums.tests.factories.albums import create_album
from albums.tests.factories.selections import (
    add_photos,
    add_to_album,
    list_order,
    read_epoch,
    select,
    snapshot,
)
from albums.tests.factories.shots import NOON
from assets.models import Picture

pytestmark = [pytest.mark.django_db, pytest.mark.db]

HOUR = timedelta(hours=1)


@pytest.fixture
def rows(anna, owner):
    return add_photos(anna, 6, owner)


def list_actions(anna, best):
    """Return every action, and whether clients see the change."""
    party = Section.objects.get_or_create(album=anna, title="Party", order_key="a")[0]
    return {
        "hide": (visibility.hide, True),
        "section": (partial(section_assignment.assign, section=party), True),
        "new section": (partial(section_assignment.assign, title="Cake"), True),
        "copy": (partial(transfer.copy, to=best), False),
        "move": (partial(transfer.move, to=best), True),
        "turn": (rotation.rotate_left, False),
        "shift": (partial(capture_time.shift, delta=HOUR), False),
        "set": (partial(capture_time.shift, first=NOON - HOUR), False),
        "place": (arrangement.move_to, False),
        "place in a section": (partial(arrangement.move_to, section=party), True),
        "trash": (trash.trash, True),
    }


NAMES = [
    *("hide", "section", "new section", "copy", "move", "turn", "shift", "set", "place"),
    *("place in a section", "trash"),
]


@pytest.mark.parametrize("name", NAMES)
def test_an_action_is_recorded_and_its_undo_restores_everything(anna, best, rows, owner, name):
    run, is_visible = list_actions(anna, best)[name]
    before = snapshot(anna), snapshot(best)
    action = run(anna, select(rows[1:4]), owner)
    assert action.picture_count == 3
    assert (snapshot(anna), snapshot(best)) != before
    assert read_epoch(anna) == int(is_visible)
    assert undo.undo(action) == (3, 0)
    assert (snapshot(anna), snapshot(best)) == before
    assert read_epoch(anna) == 2 * int(is_visible)


@pytest.mark.parametrize("name", NAMES)
def test_an_action_is_undone_once(anna, best, rows, owner, name):
    action = list_actions(anna, best)[name][0](anna, select(rows[1:4]), owner)
    undo.undo(action)
    with pytest.raises(undo.UndoExpired):
        undo.undo(Action.objects.get(pk=action.pk))


@pytest.mark.parametrize("name", NAMES)
def test_an_action_is_refused_when_one_photo_is_in_another_album(anna, best, rows, owner, name):
    foreign = add_photos(create_album(owner, "Carla"), 1, owner)
    before = snapshot(anna), snapshot(best)
    with pytest.raises(ActionForbidden):
        list_actions(anna, best)[name][0](anna, select(rows[:2] + foreign), owner)
    assert (snapshot(anna), snapshot(best)) == before
    assert not Action.objects.exists()


def test_undo_skips_photos_that_changed_since(anna, rows, owner):
    action = visibility.hide(anna, select(rows[:3]), owner)
    visibility.show(anna, select(rows[:1]), owner)
    trash.trash(anna, select(rows[3:5]), owner)
    assert undo.undo(action) == (2, 1)
    rotated = rotation.rotate_right(anna, select(rows[:2]), owner)
    rotation.rotate_right(anna, select(rows[:1]), owner)
    assert undo.undo(rotated) == (1, 1)
    shifted = capture_time.shift(anna, select(rows[:2]), owner, delta=HOUR)
    Picture.objects.filter(pk=rows[0].picture_id).update(taken_override=NOON)
    assert undo.undo(shifted) == (1, 1)
    trashed = trash.trash(anna, select(rows[:2]), owner)
    Placement.objects.filter(pk=rows[0].pk).update(trashed_at=None)
    trash.trash(anna, select(rows[:1]), owner)
    assert undo.undo(trashed) == (1, 1)


def test_nothing_is_recorded_when_all_photos_are_hidden_already(anna, rows, owner):
    visibility.hide(anna, select(rows), owner)
    assert visibility.hide(anna, select(rows), owner) is None
    assert (read_epoch(anna), Action.objects.count()) == (1, 1)


def test_a_selection_may_contain_all_photos_except_some(anna, rows, owner):
    action = visibility.hide(anna, Selection(frozenset([rows[0].pk]), timezone.now()), owner)
    assert action.picture_count == 5
    later = add_photos(anna, 1, owner)
    visibility.show(anna, Selection(frozenset(), later[0].placed_at - HOUR), owner)
    assert Placement.objects.filter(hidden=True).count() == 5


def test_photos_that_are_gone_are_ignored(anna, rows, owner):
    Placement.objects.filter(pk=rows[0].pk).delete()
    Placement.objects.filter(pk=rows[1].pk).update(trashed_at=timezone.now())
    assert visibility.hide(anna, select(rows), owner).picture_count == 4


def test_a_photo_is_restored_in_its_place_when_it_is_in_the_trash_of_the_target(
    anna, best, rows, owner
):
    active, trashed = add_to_album(best, rows[:2], owner)
    Placement.objects.filter(pk=trashed.pk).update(trashed_at=timezone.now(), order_key="zz")
    before = snapshot(best)
    action = transfer.move(anna, select(rows[:3]), owner, to=best)
    assert list_order(best)[-1] == trashed.pk
    assert best.placements.in_grid().count() == 3
    assert anna.placements.in_grid().count() == 3
    undo.undo(action)
    assert snapshot(best) == before
    assert active.pk in list_order(best)


def test_copied_photos_are_sorted_and_stay_hidden(anna, best, rows, owner):
    visibility.hide(anna, select(rows[1:2]), owner)
    transfer.copy(anna, select(rows[3:]), owner, to=best)
    transfer.copy(anna, select(rows[:3]), owner, to=best)
    placements = best.placements.in_order()
    assert [one.picture_id for one in placements] == [one.picture_id for one in rows]
    assert [one.hidden for one in placements] == [False, True, False, False, False, False]


def test_undo_restores_the_old_cover_unless_it_changed_since(anna, rows, owner):
    cover.set_cover(anna, select(rows[:1]), owner)
    assert cover.set_cover(anna, select(rows[:2]), owner) is None
    assert cover.set_cover(anna, select(rows[:1]), owner) is None
    action = cover.set_cover(anna, select(rows[1:2]), owner)
    assert undo.undo(action) == (1, 0)
    assert Album.objects.get(pk=anna.pk).cover_id == rows[0].picture_id
    action = cover.set_cover(anna, select(rows[1:2]), owner)
    cover.set_cover(anna, select(rows[2:3]), owner)
    assert undo.undo(action) == (0, 1)


def test_a_new_capture_time_sorts_the_photo_in_all_its_albums(anna, best, rows, owner):
    add_to_album(best, rows, owner)
    action = capture_time.shift(anna, select(rows[:1]), owner, delta=3 * HOUR)
    for one in (anna, best):
        last = one.placements.in_order().last()
        assert last.picture_id == rows[0].picture_id
    undo.undo(action)
    assert best.placements.in_order().first().picture_id == rows[0].picture_id


def test_the_earliest_photo_gets_the_entered_time_and_the_others_follow(anna, rows, owner):
    capture_time.shift(anna, select(rows[:2]), owner, first=NOON + HOUR)
    times = Picture.objects.exclude(taken_override=None).values_list("taken_override", flat=True)
    assert sorted(times) == [NOON + HOUR, NOON + HOUR + timedelta(minutes=1)]


def test_undo_restores_a_removed_section_with_its_photos(anna, owner):
    party = Section.objects.create(album=anna, title="Party", order_key="a")
    add_photos(anna, 2, owner, section=party)
    before = snapshot(anna)
    action = section_assignment.remove(anna, party, owner)
    assert not anna.sections.exists()
    assert undo.undo(action) == (2, 0)
    assert snapshot(anna) == before


def test_albums_are_sorted_by_name_capture_time_and_arrival(anna, rows, owner):
    ids = [one.pk for one in rows]
    Picture.objects.filter(pk=rows[0].picture_id).update(taken_override=NOON + HOUR)
    arrangement.sort(anna, owner, "name")
    assert list_order(anna) == ids
    action = arrangement.sort(anna, owner, "taken")
    assert list_order(anna) == [*ids[1:], ids[0]]
    arrangement.move_to(anna, select(rows[-1:]), owner, before=ids[1])
    assert Album.objects.get(pk=anna.pk).order == "manual"
    assert list_order(anna)[0] == ids[-1]
    arrangement.sort(anna, owner, "added")
    assert list_order(anna) == ids
    assert undo.undo(action) == (0, 6)
    assert Album.objects.get(pk=anna.pk).order == "added"


def test_photos_are_moved_between_others_with_equal_keys(anna, rows, owner):
    anna.placements.update(order_key="a")
    ids = list_order(anna)
    arrangement.move_to(anna, Selection(frozenset(ids[4:])), owner, before=ids[1])
    assert list_order(anna) == [ids[0], ids[4], ids[5], ids[1], ids[2], ids[3]]


def test_reprocessing_resets_state_and_attempts(anna, rows, owner):
    assets = [one.picture.versions.get().asset for one in rows[:2]]
    assets[0].state, assets[0].attempts = "failed", 4
    assets[0].save()
    reprocessing.reprocess(anna, select(rows[:2]), owner)
    for asset in assets:
        asset.refresh_from_db()
    assert [(asset.state, asset.attempts) for asset in assets] == [("new", 0), ("new", 0)]


def test_an_action_cannot_be_undone_after_its_undo_data_is_cleared(anna, rows, owner):
    action = visibility.hide(anna, select(rows), owner)
    now = timezone.now()
    assert undo.clear_undo_data(now, HOUR) == 0
    assert undo.clear_undo_data(now + 2 * HOUR, HOUR) == 1
    with pytest.raises(undo.UndoExpired):
        undo.undo(action)


@pytest.mark.parametrize("name", NAMES)
def test_500_photos_take_a_limited_number_of_queries(
    anna, best, owner, django_assert_max_num_queries, name
):
    rows = add_photos(anna, 500, owner)
    run, _is_visible = list_actions(anna, best)[name]
    with django_assert_max_num_queries(26):
        action = run(anna, select(rows[10:]), owner)
    with django_assert_max_num_queries(24):
        undo.undo(action)
