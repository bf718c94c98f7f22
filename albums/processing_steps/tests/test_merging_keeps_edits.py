"""What people did with files before they became one picture, and what they do with it then."""

from datetime import timedelta

import pytest
from django.utils import timezone

from albums.models import Album, Placement
from albums.tests.factories import stored_files
from albums.tests.factories.shots import (
    NOON,
    add_shot,
    leader_of,
    list_leading_names,
    names_of,
    picture_of,
    placement_of,
    run_steps,
)
from albums.trash import disposal as albums_disposal
from assets.integrity import disposal
from assets.models import Asset, Picture, Version

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def pair(anna):
    return [add_shot(anna, name) for name in ("IMG_1.NEF", "IMG_1.JPG")]


def test_edits_by_people_survive_merging(anna):
    raw = add_shot(anna, "IMG_1.NEF", section="Party")
    jpeg = add_shot(anna, "IMG_1.JPG")
    first, second = placement_of(raw), placement_of(jpeg)
    Placement.objects.filter(pk=first.pk).update(order_key="k", hidden=True)
    words = {"caption": "The rings", "rotation": 90, "taken_override": NOON}
    Picture.objects.filter(pk=second.picture_id).update(**words)
    Album.objects.filter(pk=anna.pk).update(cover=second.picture)
    run_steps(raw, jpeg)
    left = Placement.objects.get()
    assert (left.pk, left.section.title, left.order_key, left.hidden) == (
        first.pk,
        "Party",
        "k",
        True,
    )
    picture = left.picture
    assert (picture.caption, picture.taken_override) == ("The rings", NOON)
    assert (leader_of(picture), picture.rotation) == ("IMG_1.JPG", 90), "it stands as it stood"
    assert Album.objects.get(pk=anna.pk).cover == picture


def test_own_caption_wins(pair):
    first, second = (placement_of(asset).picture_id for asset in pair)
    for pk, words in ((first, "mine"), (second, "yours")):
        Picture.objects.filter(pk=pk).update(caption=words)
    run_steps(*pair)
    assert Picture.objects.unmerged().get().caption == "mine"


def test_sidecar_moves_with_its_picture(anna):
    jpeg, raw = add_shot(anna, "IMG_1.JPG"), add_shot(anna, "IMG_1.NEF")
    add_shot(anna, "IMG_1.NEF.xmp")
    run_steps(raw)
    assert names_of(picture_of(jpeg)) == {"IMG_1.JPG", "IMG_1.NEF", "IMG_1.NEF.xmp"}
    assert list_leading_names(anna) == ["IMG_1.JPG"]


def test_merged_picture_is_deleted_as_one(pair, anna):
    run_steps(*pair)
    now = timezone.now() + timedelta(days=40)
    albums_disposal.trash_placements(Placement.objects.all(), timezone.now())
    for days in range(2):
        albums_disposal.purge(now + timedelta(days=days))
        disposal.sweep(now + timedelta(days=2 * days))
    assert not Picture.objects.exists()
    assert not Version.objects.exists()
    assert not Asset.objects.exists()
    assert stored_files.list_strays() == []
