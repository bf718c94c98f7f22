import io

import pytest
from django.utils import timezone

from albums.models import Album, Placement
from albums.picture import versions
from albums.picture.versions import ChangeRefused
from albums.processing_steps import merging
from albums.tests.factories import stored_files
from albums.tests.factories.placements import add_to_album
from albums.tests.factories.shots import (
    HEADS,
    add_shot,
    leader_of,
    names_of,
    picture_of,
    placement_of,
    run_steps,
)
from albums.trash import disposal
from assets.intake import intake
from assets.models import Picture, Version

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def best(owner):
    return stored_files.get_album("Best of")


@pytest.fixture
def shot(anna):
    """RAW, JPEG and edit of one picture; the edit leads."""
    assets = [add_shot(anna, name) for name in ("IMG_1.NEF", "IMG_1.JPG", "IMG_1-Edit.jpg")]
    run_steps(*assets)
    return picture_of(assets[0])


def version(picture, name):
    return picture.versions.get(name=name)


def lying(picture):
    return list(Placement.objects.filter(picture=picture).order_by("album__title"))


def epochs():
    return dict(Album.objects.values_list("title", "epoch"))


def received(name, content=None):
    head = HEADS[name.rpartition(".")[2].lower()]
    return intake.receive_file(io.BytesIO(content or head + f"{name:>8000}".encode()), name)


def lay_on_top(picture, name, owner, content=None):
    file = received(name, content)
    try:
        return versions.add_leading_edit(picture.pk, file, name, owner)
    finally:
        file.incoming.discard()


def test_whichever_is_chosen_leads_and_it_alone(shot):
    before = [place.order_key for place in lying(shot)]
    for name in ("IMG_1.JPG", "IMG_1.JPG", "IMG_1.NEF"):
        versions.set_leading(shot.pk, version(shot, name).pk)
        assert leader_of(shot) == name
    assert [place.order_key for place in lying(shot)] == before
    assert set(epochs().values()) == {0}


def test_what_was_split_off_lies_beside_it_wherever_it_lay(shot, anna, best):
    add_to_album(best, lying(shot)[0])
    Placement.objects.filter(album=best).update(hidden=True, trashed_at=timezone.now())
    Picture.objects.filter(pk=shot.pk).update(rotation=90, caption="The rings")
    other = versions.split_off(shot.pk, version(shot, "IMG_1.NEF").pk)
    assert (names_of(other), leader_of(other)) == ({"IMG_1.NEF"}, "IMG_1.NEF")
    assert (names_of(shot), leader_of(shot)) == ({"IMG_1.JPG", "IMG_1-Edit.jpg"}, "IMG_1-Edit.jpg")
    assert (other.rotation, other.caption) == (90, "")
    here, there = lying(other)
    assert [here.album, here.hidden, here.trashed_at] == [anna, False, None]
    assert [there.album, there.hidden, there.trashed_at is None] == [best, True, False]
    assert epochs() == {"Anna": 1, "Best of": 0}


def test_when_what_led_is_split_off_what_stands_for_the_rest_leads(shot):
    versions.split_off(shot.pk, version(shot, "IMG_1-Edit.jpg").pk)
    assert leader_of(shot) == "IMG_1.JPG"


def test_what_somebody_split_off_is_never_paired_again_by_itself(shot):
    """Developing goes through the pairing again, and would undo what a person decided."""
    raw = version(shot, "IMG_1.NEF").asset
    other = versions.split_off(shot.pk, version(shot, "IMG_1.NEF").pk)
    run_steps(raw, *(one.asset for one in shot.versions.select_related("asset")))
    assert picture_of(raw) == other
    assert names_of(shot) == {"IMG_1.JPG", "IMG_1-Edit.jpg"}


def test_a_sidecar_goes_with_the_file_that_it_alone_speaks_of(shot, anna):
    add_shot(anna, "IMG_1.NEF.xmp"), add_shot(anna, "IMG_1.xmp")
    other = versions.split_off(shot.pk, version(shot, "IMG_1.NEF").pk)
    assert names_of(other) == {"IMG_1.NEF", "IMG_1.NEF.xmp"}
    assert "IMG_1.xmp" in names_of(shot)


def test_all_that_there_is_of_a_picture_cannot_be_taken_from_it(anna):
    alone = picture_of(add_shot(anna, "IMG_1.JPG"))
    add_shot(anna, "IMG_1.xmp")
    for verb in (versions.split_off, lambda *what: versions.trash_version(*what, timezone.now())):
        with pytest.raises(ChangeRefused):
            verb(alone.pk, version(alone, "IMG_1.JPG").pk)
    assert names_of(alone) == {"IMG_1.JPG", "IMG_1.xmp"}
    assert (Picture.objects.count(), epochs()["Anna"]) == (1, 0)


def test_a_sidecar_neither_leads_nor_becomes_a_picture(shot, anna):
    add_shot(anna, "IMG_1.xmp")
    for verb in (versions.set_leading, versions.split_off):
        with pytest.raises(ChangeRefused):
            verb(shot.pk, version(shot, "IMG_1.xmp").pk)
    assert leader_of(shot) == "IMG_1-Edit.jpg"


def test_what_is_removed_is_in_the_trash_and_comes_back_as_a_picture(shot, anna, best):
    add_to_album(best, lying(shot)[0])
    other = versions.trash_version(shot.pk, version(shot, "IMG_1.JPG").pk, timezone.now())
    assert "IMG_1.JPG" not in names_of(shot)
    assert not Placement.objects.alive().filter(picture=other).exists()
    assert epochs() == {"Anna": 1, "Best of": 1}
    disposal.restore_placements(Placement.objects.filter(picture=other))
    assert {place.album for place in lying(other) if not place.trashed_at} == {anna, best}


def test_what_is_removed_from_a_picture_that_lies_nowhere_has_its_thirty_days(shot):
    lying(shot)[0].delete()
    now = timezone.now()
    other = versions.trash_version(shot.pk, version(shot, "IMG_1.JPG").pk, now)
    assert Picture.objects.get(pk=other.pk).discarded_at == now + disposal.RETENTION
    assert not Picture.objects.due_for_removal(now).exists()
    assert Picture.objects.get(pk=shot.pk).discarded_at is None


def test_a_sidecar_can_be_removed_and_is_nothing_to_look_at_in_the_trash(shot, anna):
    add_shot(anna, "IMG_1.xmp")
    other = versions.trash_version(shot.pk, version(shot, "IMG_1.xmp").pk, timezone.now())
    (place,) = lying(other)
    assert place.is_orphan_sidecar
    assert place.trashed_at


def test_two_that_are_joined_lie_where_the_first_lay_and_where_the_other_lay(anna, best):
    stays, goes = picture_of(add_shot(anna, "A.JPG")), picture_of(add_shot(anna, "B.JPG", 60))
    place = lying(stays)[0]
    there = add_to_album(best, lying(goes)[0])
    versions.merge_pictures(stays.pk, goes.pk)
    assert names_of(stays) == {"A.JPG", "B.JPG"}
    assert [one.pk for one in lying(stays)] == [place.pk, there.pk]
    assert lying(goes) == []
    assert Picture.objects.get(pk=goes.pk).merged_into == stays
    assert epochs() == {"Anna": 1, "Best of": 1}


def test_where_one_of_two_that_are_joined_is_alive_it_is_alive(anna):
    stays, goes = picture_of(add_shot(anna, "A.JPG")), picture_of(add_shot(anna, "B.JPG", 60))
    Placement.objects.filter(picture=stays).update(trashed_at=timezone.now())
    versions.merge_pictures(stays.pk, goes.pk)
    (place,) = lying(stays)
    assert place.trashed_at is None


def test_what_is_joined_again_by_hand_is_together_for_good(shot):
    other = versions.split_off(shot.pk, version(shot, "IMG_1.NEF").pk)
    versions.merge_pictures(shot.pk, other.pk)
    assert len(names_of(shot)) == 3
    assert not Version.objects.filter(is_separated=True).exists()


@pytest.mark.parametrize("again", [True, False])
def test_what_has_become_part_of_another_is_left_alone(anna, again):
    """Whoever comes second is told so, and nothing is done twice."""
    stays, goes = picture_of(add_shot(anna, "A.JPG")), picture_of(add_shot(anna, "B.JPG", 60))
    gone = version(goes, "B.JPG").pk
    versions.merge_pictures(stays.pk, goes.pk)
    with pytest.raises(ChangeRefused):
        versions.merge_pictures(stays.pk, goes.pk) if again else versions.set_leading(
            goes.pk, gone
        )
    assert names_of(stays) == {"A.JPG", "B.JPG"}
    assert epochs()["Anna"] == 1


def test_a_picture_is_not_joined_with_itself(shot):
    with pytest.raises(ChangeRefused):
        versions.merge_pictures(shot.pk, shot.pk)
    assert len(names_of(shot)) == 3


def test_a_new_edit_leads_and_everything_lies_where_it_lay(shot, owner):
    before = Placement.objects.values_list("pk", "order_key", "section", "hidden").get()
    one = lay_on_top(shot, "Final Cut.jpg", owner)
    assert (one.role, leader_of(shot)) == (Version.Role.EDIT, "Final Cut.jpg")
    assert len(names_of(shot)) == 4
    assert Placement.objects.values_list("pk", "order_key", "section", "hidden").get() == before
    assert epochs()["Anna"] == 0


def test_the_same_edit_again_is_one_version_that_leads(shot, owner):
    content = HEADS["jpg"] + bytes(8000)
    first = lay_on_top(shot, "a.jpg", owner, content)
    versions.set_leading(shot.pk, version(shot, "IMG_1.JPG").pk)
    assert lay_on_top(shot, "b.jpg", owner, content).pk == first.pk
    assert leader_of(shot) == "a.jpg"


@pytest.mark.parametrize("name", ["IMG_1.dng", "IMG_1.xmp"])
def test_only_what_can_be_looked_at_is_an_edit(shot, owner, name):
    with pytest.raises(ChangeRefused):
        lay_on_top(shot, name, owner)
    assert len(names_of(shot)) == 3


def test_a_file_of_another_picture_is_not_touched(shot, anna):
    other = picture_of(add_shot(anna, "Z.JPG", 600))
    for verb in (versions.set_leading, versions.split_off):
        with pytest.raises(ChangeRefused):
            verb(shot.pk, version(other, "Z.JPG").pk)
    assert leader_of(other) == "Z.JPG"


def test_what_was_placed_by_an_uploader_is_still_theirs_when_it_is_split_off(shot, uploader):
    Version.objects.filter(name="IMG_1.JPG").update(uploader=uploader)
    other = versions.split_off(shot.pk, version(shot, "IMG_1.JPG").pk)
    assert lying(other)[0].placed_by == uploader
    assert placement_of(version(shot, "IMG_1.NEF").asset).placed_by != uploader


def test_pairing_still_finds_what_nobody_decided_about(anna):
    raw, jpeg = add_shot(anna, "IMG_1.NEF"), add_shot(anna, "IMG_1.JPG")
    run_steps(raw, jpeg)
    edit = add_shot(anna, "IMG_1-Edit.jpg")
    versions.split_off(picture_of(raw).pk, version(picture_of(raw), "IMG_1.JPG").pk)
    merging.keep(edit, None)
    assert picture_of(edit) == picture_of(raw) != picture_of(jpeg)
