"""The views of actions: who may do what, and what they return."""

import pytest
from django.test import Client
from django.utils import timezone

from albums.actions.packed_ids import pack_ids
from albums.actions.verbs import visibility
from albums.models import Action, Album, Placement, Section
from albums.tests.factories.selections import (
    add_photos,
    add_to_album,
    list_order,
    select,
    snapshot,
)
from assets.models import Picture

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}
ACTIONS, UNDO = "/studio/albums/anna/acts/", "/studio/albums/anna/acts/{}/undo/"
VERBS = [
    *("hide", "show", "section", "copy", "move", "cover", "rotate-left", "rotate-right", "shift"),
    *("place", "develop", "trash"),
]
UPLOADER_VERBS = {"rotate-left", "rotate-right", "shift", "trash"}
ANSWERS = {
    "section": {"answer-title": "Party"},
    "shift": {"answer-hours": "1"},
    "place": {"answer-number": "1"},
}


@pytest.fixture
def rows(anna, owner):
    return add_photos(anna, 4, owner)


@pytest.fixture
def uploader_client(uploader, anna):
    """A browser of an uploader who is invited to this album alone."""
    anna.uploaders.add(uploader)
    client = Client()
    client.force_login(uploader)
    client.person = uploader
    return client


def build_fields(verb, placements, to=None, **more):
    answers = {"answer-to": to.pk} if verb in {"copy", "move"} else ANSWERS.get(verb, {})
    chosen = pack_ids(one.pk for one in placements)
    return {"verb": verb, "chosen": chosen, "answered": "1", **answers, **more}


@pytest.mark.parametrize("verb", VERBS)
def test_an_owner_may_run_every_action(owner_client, anna, best, rows, verb):
    if verb == "show":
        Placement.objects.update(hidden=True)
    some = rows[1:2] if verb == "cover" else rows[1:3]
    reply = owner_client.post(ACTIONS, build_fields(verb, some, best), headers=JSON)
    assert reply.status_code == 200
    action = Action.objects.get()
    assert action.picture_count == len(some)
    assert reply.json()["undo"] == ("" if verb == "develop" else UNDO.format(action.pk))


@pytest.mark.parametrize("verb", VERBS)
def test_an_uploader_may_run_few_actions_and_only_on_their_own_photos(
    uploader_client, anna, best, rows, verb
):
    mine = add_photos(anna, 2, uploader_client.person)
    Placement.objects.filter(pk=rows[0].pk).update(hidden=True)
    before = snapshot(anna), snapshot(best)
    for foreign in (rows[:2], rows[:1] + mine):
        assert (
            uploader_client.post(
                ACTIONS, build_fields(verb, foreign, best), headers=JSON
            ).status_code
            == 403
        )
        everything = build_fields(verb, [], best, until=timezone.now().isoformat())
        assert uploader_client.post(ACTIONS, everything, headers=JSON).status_code == 403
    assert (snapshot(anna), snapshot(best)) == before
    status = uploader_client.post(
        ACTIONS, build_fields(verb, mine, best), headers=JSON
    ).status_code
    assert status == (200 if verb in UPLOADER_VERBS else 403)
    assert (snapshot(anna) != before[0]) == (verb in UPLOADER_VERBS)
    if verb not in UPLOADER_VERBS:
        assert uploader_client.post(ACTIONS, build_fields(verb, mine, best)).status_code == 404


@pytest.mark.parametrize("verb", ["rotate-left", "shift"])
def test_an_uploader_may_not_change_a_photo_that_is_in_another_album(
    uploader_client, uploader, anna, best, verb
):
    mine = add_photos(anna, 2, uploader)
    add_to_album(best, mine[:1], uploader)
    assert uploader_client.post(ACTIONS, build_fields(verb, mine), headers=JSON).status_code == 403
    assert not Picture.objects.exclude(rotation=0).exists()
    assert (
        uploader_client.post(ACTIONS, build_fields(verb, mine[1:]), headers=JSON).status_code
        == 200
    )


def test_an_uploader_gets_404_when_not_invited_to_the_album(uploader_client, best, owner):
    foreign = add_photos(best, 1, owner)
    action = visibility.hide(best, select(foreign), owner)
    place = "/studio/albums/best/"
    for address in ("acts/", "sort/", f"acts/{action.pk}/undo/"):
        assert (
            uploader_client.post(f"{place}{address}", build_fields("trash", foreign)).status_code
            == 404
        )
    for address in ("ids/", "activity/", "sections/"):
        assert uploader_client.get(f"{place}{address}").status_code == 404
    assert Placement.objects.get(pk=foreign[0].pk).hidden


def test_photos_of_another_album_are_refused(owner_client, anna, best, rows, owner):
    foreign = add_photos(best, 1, owner)
    reply = owner_client.post(ACTIONS, build_fields("hide", rows + foreign), headers=JSON)
    assert reply.status_code == 403
    assert "Nothing was changed" in reply.json()["error"]
    assert not Placement.objects.filter(hidden=True).exists()


def test_an_uploader_may_only_undo_their_own_actions(uploader_client, uploader, anna, rows, owner):
    mine = add_photos(anna, 1, uploader)
    action = visibility.hide(anna, select(rows), owner)
    assert uploader_client.post(UNDO.format(action.pk), headers=JSON).status_code == 404
    undo = uploader_client.post(ACTIONS, build_fields("trash", mine), headers=JSON).json()["undo"]
    assert list_order(anna) == [one.pk for one in rows]
    assert "1 photo restored" in uploader_client.post(undo, headers=JSON).json()["words"]
    assert len(list_order(anna)) == 5


def test_undo_warns_when_it_was_used_before(owner_client, anna, rows):
    undo = owner_client.post(ACTIONS, build_fields("hide", rows), headers=JSON).json()["undo"]
    assert owner_client.post(undo, headers=JSON).json()["level"] == "success"
    assert owner_client.post(undo, headers=JSON).json()["level"] == "warning"


def test_the_form_of_an_action_keeps_the_selection(owner_client, anna, best, rows):
    for verb in ("section", "copy", "move", "shift", "place", "trash"):
        ticked = {"verb": verb, "placement": [one.pk.hex for one in rows[:2]]}
        page = owner_client.post(ACTIONS, ticked).content.decode()
        assert pack_ids(sorted(one.pk for one in rows[:2])) in page
        assert 'name="answered"' in page
    assert not Action.objects.exists()


def test_the_trash_form_names_other_albums_with_the_photos(owner_client, anna, best, rows, owner):
    add_to_album(best, rows[:2], owner)
    page = owner_client.post(ACTIONS, {"verb": "trash", "placement": [one.pk.hex for one in rows]})
    assert "2 photos are also in “Best” and stay there." in page.content.decode()


def test_the_trash_form_hides_albums_from_uploaders_who_have_no_access(
    uploader_client, uploader, anna, best
):
    mine = add_photos(anna, 1, uploader)
    add_to_album(best, mine, uploader)
    page = uploader_client.post(
        ACTIONS, {"verb": "trash", "placement": mine[0].pk.hex}
    ).content.decode()
    assert "Best" not in page


def test_photos_stay_when_the_target_album_is_archived_or_in_the_trash(
    owner_client, anna, best, rows
):
    Album.objects.filter(pk=best.pk).update(state="archived")
    owner_client.post(ACTIONS, build_fields("move", rows, best), headers=JSON)
    Album.objects.filter(pk=best.pk).update(state="draft", trashed_at=timezone.now())
    owner_client.post(ACTIONS, build_fields("move", rows, best), headers=JSON)
    assert (len(list_order(anna)), best.placements.count()) == (4, 0)


def test_photos_stay_when_the_target_section_is_in_another_album(owner_client, anna, best, rows):
    foreign = Section.objects.create(album=best, title="Strange", order_key="a")
    data = build_fields("section", rows, **{"answer-section": foreign.pk, "answer-title": ""})
    owner_client.post(ACTIONS, data, headers=JSON)
    assert not Placement.objects.exclude(section=None).exists()


def test_unknown_form_fields_are_ignored(owner_client, anna, rows):
    extra = {"hidden": "1", "placed_by": "1", "epoch": "9", "album": "x", "order_key": "~"}
    before = snapshot(anna)
    owner_client.post(ACTIONS, build_fields("rotate-left", rows[:1], **extra), headers=JSON)
    after = snapshot(anna)
    changed = [one for one in zip(before[1], after[1], strict=True) if one[0] != one[1]]
    assert len(changed) == 1


@pytest.mark.parametrize("data", [{}, {"chosen": "x"}, {"chosen": "0" * 31}, {"placement": "1"}])
def test_an_invalid_selection_is_empty(owner_client, anna, rows, data):
    reply = owner_client.post(ACTIONS, {"verb": "hide", **data}, headers=JSON)
    assert reply.json()["words"] == "Select some photos first."


def test_unknown_actions_are_refused(owner_client, anna, rows):
    assert (
        owner_client.post(ACTIONS, build_fields("delete", rows), headers=JSON).status_code == 403
    )
    assert owner_client.post(ACTIONS, build_fields("delete", rows)).status_code == 404


def test_ids_between_two_photos_include_those_of_other_sections(owner_client, anna, rows, owner):
    party = Section.objects.create(album=anna, title="Party", order_key="a")
    more = add_photos(anna, 2, owner, section=party)
    ends = {"end": [more[0].pk.hex, rows[2].pk.hex]}
    found = owner_client.get("/studio/albums/anna/ids/", ends).json()
    assert found["ids"] == pack_ids(one.pk for one in [*rows[2:], more[0]])
    assert owner_client.get("/studio/albums/anna/ids/").json()["ids"] == pack_ids(
        one.pk for one in rows + more
    )


def test_one_file_is_sent_and_several_are_listed_as_links(owner_client, anna, rows):
    reply = owner_client.post(ACTIONS, build_fields("download", rows[:1]), headers=JSON)
    version = rows[0].picture.versions.get()
    assert reply.json()["go"] == f"/studio/file/{version.pk}/"
    page = owner_client.post(ACTIONS, build_fields("download", rows)).content.decode()
    assert page.count("/studio/file/") == 4


def test_an_album_is_sorted_when_an_order_is_picked(owner_client, anna, rows):
    reply = owner_client.post("/studio/albums/anna/sort/", {"order": "name"}, headers=JSON)
    assert reply.json()["undo"]
    assert Album.objects.get().order == "name"
    assert owner_client.post("/studio/albums/anna/sort/", {"order": "size"}).status_code == 404


def test_the_reply_names_the_order_of_the_album_when_an_action_changes_it(
    owner_client, anna, rows
):
    place = build_fields("place", rows[2:3], **{"answer-before": rows[0].pk})
    reply = owner_client.post(ACTIONS, place, headers=JSON).json()
    assert reply["order"] == "manual"
    assert owner_client.post(reply["undo"], headers=JSON).json()["order"] == "taken"
    reply = owner_client.post("/studio/albums/anna/sort/", {"order": "name"}, headers=JSON).json()
    assert reply["order"] == "name"
    reply = owner_client.post("/studio/albums/anna/sort/", {"order": "name"}, headers=JSON).json()
    assert reply["order"] == "name"
    assert (
        owner_client.post(ACTIONS, build_fields("hide", rows), headers=JSON).json()["order"]
        == "name"
    )


def test_sections_are_added_renamed_moved_and_removed(owner_client, anna, rows):
    page = "/studio/albums/anna/sections/"
    for title in ("One", "Two", "Three"):
        owner_client.post(page, {"title": title})
    one, two, three = anna.sections.in_order()
    assert [one.title, two.title, three.title] == ["One", "Two", "Three"]
    owner_client.post(f"{page}{three.pk}/", {"verb": "up"})
    owner_client.post(f"{page}{one.pk}/", {"verb": "rename", "title": "First"})
    owner_client.post(f"{page}{two.pk}/", {"verb": "rename", "title": "First"})
    owner_client.post(
        ACTIONS, build_fields("section", rows, **{"answer-title": "Three"}), headers=JSON
    )
    owner_client.post(f"{page}{three.pk}/", {"verb": "remove"})
    assert [section.title for section in anna.sections.in_order()] == ["First", "Two"]
    assert len(list_order(anna)) == 4
    assert owner_client.get(page).status_code == 200
