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
    """Return a picture with RAW, JPEG and edit. The edit leads."""
    assets = [add_shot(anna, name) for name in ("IMG_1.NEF", "IMG_1.JPG", "IMG_1-Edit.jpg")]
    run_steps(*assets)
    return picture_of(assets[0])


def version(picture, name):
    return picture.versions.get(name=name)


def placements_of(picture):
    return list(Placement.objects.filter(picture=picture).order_by("album__title"))


def read_epochs():
    return dict(Album.objects.values_list("title", "epoch"))


def receive(name, content=None):
    head = HEADS[name.rpartition(".")[2].lower()]
    return intake.receive_file(io.BytesIO(content or head + f"{name:>8000}".encode()), name)


def add_edit(picture, name, owner, content=None):
    file = receive(name, content)
    try:
        return versions.add_leading_edit(picture.pk, file, name, owner)
    finally:
        file.incoming.discard()


def test_chosen_version_is_the_only_one_that_leads(shot):
    before = [place.order_key for place in placements_of(shot)]
    for name in ("IMG_1.JPG", "IMG_1.JPG", "IMG_1.NEF"):
        versions.set_leading(shot.pk, version(shot, name).pk)
        assert leader_of(shot) == name
    assert [place.order_key for place in placements_of(shot)] == before
    assert set(read_epochs().values()) == {0}


def test_separated_version_is_in_the_same_albums(shot, anna, best):
    add_to_album(best, placements_of(shot)[0])
    Placement.objects.filter(album=best).update(hidden=True, trashed_at=timezone.now())
    Picture.objects.filter(pk=shot.pk).update(rotation=90, caption="The rings")
    other = versions.split_off(shot.pk, version(shot, "IMG_1.NEF").pk)
    assert (names_of(other), leader_of(other)) == ({"IMG_1.NEF"}, "IMG_1.NEF")
    assert (names_of(shot), leader_of(shot)) == ({"IMG_1.JPG", "IMG_1-Edit.jpg"}, "IMG_1-Edit.jpg")
    assert (other.rotation, other.caption) == (90, "")
    here, there = placements_of(other)
    assert [here.album, here.hidden, here.trashed_at] == [anna, False, None]
    assert [there.album, there.hidden, there.trashed_at is None] == [best, True, False]
    assert read_epochs() == {"Anna": 1, "Best of": 0}


def test_best_remaining_version_leads_when_the_leading_one_is_separated(shot):
    versions.split_off(shot.pk, version(shot, "IMG_1-Edit.jpg").pk)
    assert leader_of(shot) == "IMG_1.JPG"


def test_separated_version_is_not_paired_again_when_it_is_processed_again(shot):
    # Processing pairs again, which must not undo the decision of a person.
    raw = version(shot, "IMG_1.NEF").asset
    other = versions.split_off(shot.pk, version(shot, "IMG_1.NEF").pk)
    run_steps(raw, *(one.asset for one in shot.versions.select_related("asset")))
    assert picture_of(raw) == other
    assert names_of(shot) == {"IMG_1.JPG", "IMG_1-Edit.jpg"}


def test_sidecar_moves_with_the_only_version_it_belongs_to(shot, anna):
    add_shot(anna, "IMG_1.NEF.xmp"), add_shot(anna, "IMG_1.xmp")
    other = versions.split_off(shot.pk, version(shot, "IMG_1.NEF").pk)
    assert names_of(other) == {"IMG_1.NEF", "IMG_1.NEF.xmp"}
    assert "IMG_1.xmp" in names_of(shot)


def test_only_version_cannot_be_separated_or_trashed(anna):
    alone = picture_of(add_shot(anna, "IMG_1.JPG"))
    add_shot(anna, "IMG_1.xmp")
    for verb in (versions.split_off, lambda *what: versions.trash_version(*what, timezone.now())):
        with pytest.raises(ChangeRefused):
            verb(alone.pk, version(alone, "IMG_1.JPG").pk)
    assert names_of(alone) == {"IMG_1.JPG", "IMG_1.xmp"}
    assert (Picture.objects.count(), read_epochs()["Anna"]) == (1, 0)


def test_sidecar_cannot_lead_or_be_separated(shot, anna):
    add_shot(anna, "IMG_1.xmp")
    for verb in (versions.set_leading, versions.split_off):
        with pytest.raises(ChangeRefused):
            verb(shot.pk, version(shot, "IMG_1.xmp").pk)
    assert leader_of(shot) == "IMG_1-Edit.jpg"


def test_trashed_version_is_restored_as_a_picture(shot, anna, best):
    add_to_album(best, placements_of(shot)[0])
    other = versions.trash_version(shot.pk, version(shot, "IMG_1.JPG").pk, timezone.now())
    assert "IMG_1.JPG" not in names_of(shot)
    assert not Placement.objects.alive().filter(picture=other).exists()
    assert read_epochs() == {"Anna": 1, "Best of": 1}
    disposal.restore_placements(Placement.objects.filter(picture=other))
    assert {place.album for place in placements_of(other) if not place.trashed_at} == {anna, best}


def test_trashed_version_of_an_unfiled_picture_is_kept_for_30_days(shot):
    placements_of(shot)[0].delete()
    now = timezone.now()
    other = versions.trash_version(shot.pk, version(shot, "IMG_1.JPG").pk, now)
    assert Picture.objects.get(pk=other.pk).discarded_at == now + disposal.RETENTION
    assert not Picture.objects.due_for_removal(now).exists()
    assert Picture.objects.get(pk=shot.pk).discarded_at is None


def test_trashed_sidecar_is_not_shown_as_a_picture(shot, anna):
    add_shot(anna, "IMG_1.xmp")
    other = versions.trash_version(shot.pk, version(shot, "IMG_1.xmp").pk, timezone.now())
    (place,) = placements_of(other)
    assert place.is_orphan_sidecar
    assert place.trashed_at


def test_merged_picture_is_in_the_albums_of_both(anna, best):
    stays, goes = picture_of(add_shot(anna, "A.JPG")), picture_of(add_shot(anna, "B.JPG", 60))
    place = placements_of(stays)[0]
    there = add_to_album(best, placements_of(goes)[0])
    versions.merge_pictures(stays.pk, goes.pk)
    assert names_of(stays) == {"A.JPG", "B.JPG"}
    assert [one.pk for one in placements_of(stays)] == [place.pk, there.pk]
    assert placements_of(goes) == []
    assert Picture.objects.get(pk=goes.pk).merged_into == stays
    assert read_epochs() == {"Anna": 1, "Best of": 1}


def test_merged_picture_is_restored_when_one_of_both_was_not_in_the_trash(anna):
    stays, goes = picture_of(add_shot(anna, "A.JPG")), picture_of(add_shot(anna, "B.JPG", 60))
    Placement.objects.filter(picture=stays).update(trashed_at=timezone.now())
    versions.merge_pictures(stays.pk, goes.pk)
    (place,) = placements_of(stays)
    assert place.trashed_at is None


def test_versions_are_no_longer_marked_as_separated_when_they_are_merged(shot):
    other = versions.split_off(shot.pk, version(shot, "IMG_1.NEF").pk)
    versions.merge_pictures(shot.pk, other.pk)
    assert len(names_of(shot)) == 3
    assert not Version.objects.filter(is_separated=True).exists()


@pytest.mark.parametrize("again", [True, False])
def test_change_is_refused_when_the_picture_was_merged_already(anna, again):
    stays, goes = picture_of(add_shot(anna, "A.JPG")), picture_of(add_shot(anna, "B.JPG", 60))
    gone = version(goes, "B.JPG").pk
    versions.merge_pictures(stays.pk, goes.pk)
    with pytest.raises(ChangeRefused):
        versions.merge_pictures(stays.pk, goes.pk) if again else versions.set_leading(
            goes.pk, gone
        )
    assert names_of(stays) == {"A.JPG", "B.JPG"}
    assert read_epochs()["Anna"] == 1


def test_picture_cannot_be_merged_with_itself(shot):
    with pytest.raises(ChangeRefused):
        versions.merge_pictures(shot.pk, shot.pk)
    assert len(names_of(shot)) == 3


def test_new_edit_leads_and_placements_do_not_change(shot, owner):
    before = Placement.objects.values_list("pk", "order_key", "section", "hidden").get()
    one = add_edit(shot, "Final Cut.jpg", owner)
    assert (one.role, leader_of(shot)) == (Version.Role.EDIT, "Final Cut.jpg")
    assert len(names_of(shot)) == 4
    assert Placement.objects.values_list("pk", "order_key", "section", "hidden").get() == before
    assert read_epochs()["Anna"] == 0


def test_edit_is_one_version_when_it_is_uploaded_twice(shot, owner):
    content = HEADS["jpg"] + bytes(8000)
    first = add_edit(shot, "a.jpg", owner, content)
    versions.set_leading(shot.pk, version(shot, "IMG_1.JPG").pk)
    assert add_edit(shot, "b.jpg", owner, content).pk == first.pk
    assert leader_of(shot) == "a.jpg"


@pytest.mark.parametrize("name", ["IMG_1.dng", "IMG_1.xmp"])
def test_edit_is_refused_when_it_is_not_viewable(shot, owner, name):
    with pytest.raises(ChangeRefused):
        add_edit(shot, name, owner)
    assert len(names_of(shot)) == 3


def test_change_is_refused_when_the_version_is_of_another_picture(shot, anna):
    other = picture_of(add_shot(anna, "Z.JPG", 600))
    for verb in (versions.set_leading, versions.split_off):
        with pytest.raises(ChangeRefused):
            verb(shot.pk, version(other, "Z.JPG").pk)
    assert leader_of(other) == "Z.JPG"


def test_separated_version_still_belongs_to_its_uploader(shot, uploader):
    Version.objects.filter(name="IMG_1.JPG").update(uploader=uploader)
    other = versions.split_off(shot.pk, version(shot, "IMG_1.JPG").pk)
    assert placements_of(other)[0].placed_by == uploader
    assert placement_of(version(shot, "IMG_1.NEF").asset).placed_by != uploader


def test_pairing_still_works_for_versions_that_were_not_separated(anna):
    raw, jpeg = add_shot(anna, "IMG_1.NEF"), add_shot(anna, "IMG_1.JPG")
    run_steps(raw, jpeg)
    edit = add_shot(anna, "IMG_1-Edit.jpg")
    versions.split_off(picture_of(raw).pk, version(picture_of(raw), "IMG_1.JPG").pk)
    merging.keep(edit, None)
    assert picture_of(edit) == picture_of(raw) != picture_of(jpeg)
