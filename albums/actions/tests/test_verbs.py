"""Every act on rows: what it changes, what clients notice of it, and the way back."""

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


def acts_on(anna, best):
    """Every act that there is, and whether clients notice."""
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
def test_an_act_is_noted_and_its_undo_brings_everything_back(anna, best, rows, owner, name):
    do, is_seen = acts_on(anna, best)[name]
    before = snapshot(anna), snapshot(best)
    act = do(anna, select(rows[1:4]), owner)
    assert act.picture_count == 3
    assert (snapshot(anna), snapshot(best)) != before
    assert read_epoch(anna) == int(is_seen)
    assert undo.undo(act) == (3, 0)
    assert (snapshot(anna), snapshot(best)) == before
    assert read_epoch(anna) == 2 * int(is_seen)


@pytest.mark.parametrize("name", NAMES)
def test_an_act_is_undone_once(anna, best, rows, owner, name):
    act = acts_on(anna, best)[name][0](anna, select(rows[1:4]), owner)
    undo.undo(act)
    with pytest.raises(undo.UndoExpired):
        undo.undo(Action.objects.get(pk=act.pk))


@pytest.mark.parametrize("name", NAMES)
def test_one_strange_picture_refuses_the_whole_act(anna, best, rows, owner, name):
    strange = add_photos(create_album(owner, "Carla"), 1, owner)
    before = snapshot(anna), snapshot(best)
    with pytest.raises(ActionForbidden):
        acts_on(anna, best)[name][0](anna, select(rows[:2] + strange), owner)
    assert (snapshot(anna), snapshot(best)) == before
    assert not Action.objects.exists()


def test_what_somebody_changed_since_is_left_alone(anna, rows, owner):
    act = visibility.hide(anna, select(rows[:3]), owner)
    visibility.show(anna, select(rows[:1]), owner)
    trash.trash(anna, select(rows[3:5]), owner)
    assert undo.undo(act) == (2, 1)
    turned = rotation.rotate_right(anna, select(rows[:2]), owner)
    rotation.rotate_right(anna, select(rows[:1]), owner)
    assert undo.undo(turned) == (1, 1)
    shifted = capture_time.shift(anna, select(rows[:2]), owner, delta=HOUR)
    Picture.objects.filter(pk=rows[0].picture_id).update(taken_override=NOON)
    assert undo.undo(shifted) == (1, 1)
    trashed = trash.trash(anna, select(rows[:2]), owner)
    Placement.objects.filter(pk=rows[0].pk).update(trashed_at=None)
    trash.trash(anna, select(rows[:1]), owner)
    assert undo.undo(trashed) == (1, 1)


def test_hiding_what_is_hidden_is_no_act(anna, rows, owner):
    visibility.hide(anna, select(rows), owner)
    assert visibility.hide(anna, select(rows), owner) is None
    assert (read_epoch(anna), Action.objects.count()) == (1, 1)


def test_all_but_a_few_is_a_choice_as_well(anna, rows, owner):
    act = visibility.hide(anna, Selection(frozenset([rows[0].pk]), timezone.now()), owner)
    assert act.picture_count == 5
    later = add_photos(anna, 1, owner)
    visibility.show(anna, Selection(frozenset(), later[0].placed_at - HOUR), owner)
    assert Placement.objects.filter(hidden=True).count() == 5


def test_what_is_gone_meanwhile_is_passed_over(anna, rows, owner):
    Placement.objects.filter(pk=rows[0].pk).delete()
    Placement.objects.filter(pk=rows[1].pk).update(trashed_at=timezone.now())
    assert visibility.hide(anna, select(rows), owner).picture_count == 4


def test_what_lay_in_the_other_albums_trash_is_back_in_its_place(anna, best, rows, owner):
    lying, trashed = add_to_album(best, rows[:2], owner)
    Placement.objects.filter(pk=trashed.pk).update(trashed_at=timezone.now(), order_key="zz")
    before = snapshot(best)
    act = transfer.move(anna, select(rows[:3]), owner, to=best)
    assert list_order(best)[-1] == trashed.pk
    assert best.placements.in_grid().count() == 3
    assert anna.placements.in_grid().count() == 3
    undo.undo(act)
    assert snapshot(best) == before
    assert lying.pk in list_order(best)


def test_what_is_copied_is_sorted_in_and_stays_hidden(anna, best, rows, owner):
    visibility.hide(anna, select(rows[1:2]), owner)
    transfer.copy(anna, select(rows[3:]), owner, to=best)
    transfer.copy(anna, select(rows[:3]), owner, to=best)
    lying = best.placements.in_order()
    assert [one.picture_id for one in lying] == [one.picture_id for one in rows]
    assert [one.hidden for one in lying] == [False, True, False, False, False, False]


def test_a_cover_is_one_picture_and_goes_back_to_the_former_one(anna, rows, owner):
    cover.set_cover(anna, select(rows[:1]), owner)
    assert cover.set_cover(anna, select(rows[:2]), owner) is None
    assert cover.set_cover(anna, select(rows[:1]), owner) is None
    act = cover.set_cover(anna, select(rows[1:2]), owner)
    assert undo.undo(act) == (1, 0)
    assert Album.objects.get(pk=anna.pk).cover_id == rows[0].picture_id
    act = cover.set_cover(anna, select(rows[1:2]), owner)
    cover.set_cover(anna, select(rows[2:3]), owner)
    assert undo.undo(act) == (0, 1)


def test_the_clock_moves_pictures_in_every_album_that_is_sorted_by_it(anna, best, rows, owner):
    add_to_album(best, rows, owner)
    act = capture_time.shift(anna, select(rows[:1]), owner, delta=3 * HOUR)
    for one in (anna, best):
        last = one.placements.in_order().last()
        assert last.picture_id == rows[0].picture_id
    undo.undo(act)
    assert best.placements.in_order().first().picture_id == rows[0].picture_id


def test_the_first_one_is_at_the_moment_and_the_others_as_long_after_it(anna, rows, owner):
    capture_time.shift(anna, select(rows[:2]), owner, first=NOON + HOUR)
    times = Picture.objects.exclude(taken_override=None).values_list("taken_override", flat=True)
    assert sorted(times) == [NOON + HOUR, NOON + HOUR + timedelta(minutes=1)]


def test_a_section_that_is_removed_comes_back_with_its_pictures(anna, owner):
    party = Section.objects.create(album=anna, title="Party", order_key="a")
    add_photos(anna, 2, owner, section=party)
    before = snapshot(anna)
    act = section_assignment.remove(anna, party, owner)
    assert not anna.sections.exists()
    assert undo.undo(act) == (2, 0)
    assert snapshot(anna) == before


def test_albums_are_sorted_by_name_by_arrival_and_by_moment(anna, rows, owner):
    ids = [one.pk for one in rows]
    Picture.objects.filter(pk=rows[0].picture_id).update(taken_override=NOON + HOUR)
    arrangement.sort(anna, owner, "name")
    assert list_order(anna) == ids
    act = arrangement.sort(anna, owner, "taken")
    assert list_order(anna) == [*ids[1:], ids[0]]
    arrangement.move_to(anna, select(rows[-1:]), owner, before=ids[1])
    assert Album.objects.get(pk=anna.pk).order == "manual"
    assert list_order(anna)[0] == ids[-1]
    arrangement.sort(anna, owner, "added")
    assert list_order(anna) == ids
    assert undo.undo(act) == (0, 6)
    assert Album.objects.get(pk=anna.pk).order == "added"


def test_what_is_put_somewhere_lies_there_even_between_equals(anna, rows, owner):
    anna.placements.update(order_key="a")
    ids = list_order(anna)
    arrangement.move_to(anna, Selection(frozenset(ids[4:])), owner, before=ids[1])
    assert list_order(anna) == [ids[0], ids[4], ids[5], ids[1], ids[2], ids[3]]


def test_what_is_developed_again_begins_anew(anna, rows, owner):
    assets = [one.picture.versions.get().asset for one in rows[:2]]
    assets[0].state, assets[0].attempts = "failed", 4
    assets[0].save()
    reprocessing.reprocess(anna, select(rows[:2]), owner)
    for asset in assets:
        asset.refresh_from_db()
    assert [(asset.state, asset.attempts) for asset in assets] == [("new", 0), ("new", 0)]


def test_what_was_before_is_forgotten_after_its_time(anna, rows, owner):
    act = visibility.hide(anna, select(rows), owner)
    now = timezone.now()
    assert undo.clear_undo_data(now, HOUR) == 0
    assert undo.clear_undo_data(now + 2 * HOUR, HOUR) == 1
    with pytest.raises(undo.UndoExpired):
        undo.undo(act)


@pytest.mark.parametrize("name", NAMES)
def test_many_cost_about_as_many_queries_as_few(
    anna, best, owner, django_assert_max_num_queries, name
):
    rows = add_photos(anna, 500, owner)
    do, _is_seen = acts_on(anna, best)[name]
    with django_assert_max_num_queries(26):
        act = do(anna, select(rows[10:]), owner)
    with django_assert_max_num_queries(24):
        undo.undo(act)
