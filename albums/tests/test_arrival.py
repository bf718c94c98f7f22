import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from model_bakery import baker

from albums.arrival import AlbumClosed, IncomingFile, Outcome, add_files
from albums.models import Album, Placement, Section
from assets.intake import intake
from assets.models import Asset, Picture, Version
from assets.tests.factories.files import jpeg, xmp

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def bring(album, owner):
    def bring_files(*files, to=album, **details):
        files_to_add = [
            IncomingFile(intake.receive_file(io.BytesIO(content), name), name, **details)
            for content, name in files
        ]
        try:
            return add_files(to, files_to_add, owner)
        finally:
            for file in files_to_add:
                file.received.incoming.discard()

    return bring_files


def names(picture):
    return set(picture.versions.values_list("name", flat=True))


def test_file_becomes_a_picture_in_the_album(bring, album, owner):
    (arrival,) = bring((jpeg(), "IMG_1.JPG"), folder="card 1", section="Party")
    version = arrival.version
    assert arrival.outcome == Outcome.NEW
    assert (version.name, version.folder, version.role) == ("IMG_1.JPG", "card 1", "camera")
    assert (version.leads, version.uploader) == (True, owner)
    placement = Placement.objects.get()
    assert (placement.album, placement.picture) == (album, version.picture)
    assert placement.section.title == "Party"
    assert not placement.is_orphan_sidecar


def test_file_is_a_duplicate_when_the_album_contains_it(bring):
    content = jpeg()
    (first,) = bring((content, "a.jpg"))
    (again,) = bring((content, "b.jpg"))
    assert again.outcome == Outcome.DUPLICATE
    assert again.version == first.version
    assert Placement.objects.count() == Picture.objects.count() == Version.objects.count() == 1


def test_file_is_a_duplicate_when_it_is_twice_in_one_group(bring):
    content = jpeg()
    first, again = bring((content, "a.jpg"), (content, "b.jpg"))
    assert (first.outcome, again.outcome) == (Outcome.NEW, Outcome.DUPLICATE)
    assert Placement.objects.count() == 1


def test_file_becomes_another_picture_of_one_asset_when_added_to_another_album(bring, owner):
    content, other = jpeg(), Album.objects.create(title="B", slug="b", created_by=owner)
    bring((content, "a.jpg"))
    (arrival,) = bring((content, "a.jpg"), to=other)
    assert arrival.outcome == Outcome.NEW
    assert (Asset.objects.count(), Picture.objects.count()) == (1, 2)


def test_file_restores_its_placement_when_it_is_in_the_trash(bring):
    content = jpeg()
    bring((content, "a.jpg"), (jpeg(), "b.jpg"))
    placement = Placement.objects.in_order().first()
    now = timezone.now()
    Placement.objects.filter(pk=placement.pk).update(trashed_at=now)
    Picture.objects.filter(pk=placement.picture_id).update(discarded_at=now)
    (arrival,) = bring((content, "a.jpg"))
    assert arrival.outcome == Outcome.RESTORED
    restored = Placement.objects.get(pk=placement.pk)
    assert (restored.trashed_at, restored.order_key) == (None, placement.order_key)
    assert restored.picture.discarded_at is None


def test_file_is_refused_when_the_album_is_in_the_trash(bring, album):
    Album.objects.update(trashed_at=timezone.now())
    with pytest.raises(AlbumClosed):
        bring((jpeg(), "a.jpg"))
    assert not Asset.objects.exists()


def test_pictures_are_in_the_order_of_their_arrival(bring):
    for name in ("b.jpg", "a.jpg"):
        bring((jpeg(), name), (jpeg(), f"2{name}"))
    placements = Placement.objects.in_order()
    arrived = [placement.picture.versions.get().name for placement in placements]
    assert arrived == ["b.jpg", "2b.jpg", "a.jpg", "2a.jpg"]


@pytest.mark.parametrize("back", [timedelta(0), timedelta(hours=1)], ids=["stands", "goes back"])
def test_order_of_arrival_is_kept_when_the_clock_stops(bring, monkeypatch, back):
    now = timezone.now()
    for number in range(3):
        moment = now - number * back
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        bring((jpeg(), f"{number}.jpg"), (jpeg(), f"{number}b.jpg"), section=f"{number}")
    arrived = [placement.picture.versions.get().name for placement in Placement.objects.in_order()]
    assert arrived == ["0.jpg", "0b.jpg", "1.jpg", "1b.jpg", "2.jpg", "2b.jpg"]
    assert [section.title for section in Section.objects.in_order()] == ["0", "1", "2"]


def test_section_is_created_once(bring):
    for _ in range(2):
        bring((jpeg(), "a.jpg"), (jpeg(), "b.jpg"), section="Party")
    assert Section.objects.get().placements.count() == 4


@pytest.mark.parametrize("sidecar", ["IMG_1.xmp", "img_1.XMP", "IMG_1.JPG.xmp"])
@pytest.mark.parametrize("sidecar_is_first", [True, False])
@pytest.mark.parametrize("together", [True, False])
def test_sidecar_is_added_to_its_picture(bring, sidecar, sidecar_is_first, together):
    files = [(jpeg(), "IMG_1.JPG"), (xmp(), sidecar)]
    files = files[::-1] if sidecar_is_first else files
    for group in [files] if together else [[file] for file in files]:
        bring(*group)
    placement = Placement.objects.get()
    assert names(placement.picture) == {"IMG_1.JPG", sidecar}
    assert placement.picture.versions.get(leads=True).name == "IMG_1.JPG"
    assert Picture.objects.count() == 1
    assert not placement.is_orphan_sidecar


def test_sidecar_is_hidden_when_it_has_no_picture_in_its_folder(bring):
    bring((jpeg(), "IMG_1.JPG"), folder="A")
    bring((xmp("1"), "IMG_1.xmp"), folder="B")
    bring((xmp("2"), "IMG_12.xmp"), folder="A")
    assert Placement.objects.filter(is_orphan_sidecar=True).count() == 2
    assert all(len(names(picture)) == 1 for picture in Picture.objects.all())


def test_sidecar_is_added_to_the_raw_when_there_is_one(bring):
    bring((jpeg(), "IMG_1.JPG"), (b"II*\0" + bytes(99), "IMG_1.NEF"))
    (arrival,) = bring((xmp(), "IMG_1.xmp"))
    assert names(arrival.version.picture) == {"IMG_1.NEF", "IMG_1.xmp"}


def test_sidecar_stays_in_the_other_album_when_its_picture_arrives_in_one(bring, owner):
    (waiting,) = bring((xmp(), "IMG_1.xmp"))
    other = Album.objects.create(title="B", slug="b", created_by=owner)
    baker.make(Placement, album=other, picture=waiting.version.picture, order_key="a")
    (arrival,) = bring((jpeg(), "IMG_1.JPG"))
    assert names(arrival.version.picture) == {"IMG_1.JPG", "IMG_1.xmp"}
    assert names(waiting.version.picture) == {"IMG_1.xmp"}


def test_sidecar_is_a_duplicate_when_it_is_added_twice(bring):
    content = xmp()
    bring((jpeg(), "IMG_1.JPG"), (content, "IMG_1.xmp"))
    (again,) = bring((content, "IMG_1.xmp"))
    assert again.outcome == Outcome.DUPLICATE
    assert Version.objects.count() == 2


def test_adding_files_makes_as_many_queries_in_a_full_album_as_in_an_empty_one(bring):
    def count_queries():
        with CaptureQueriesContext(connection) as queries:
            bring(*((jpeg(), f"{n}.jpg") for n in range(5)))
        return len(queries)

    first = count_queries()
    bring(*((jpeg(), f"{n}.jpg") for n in range(30)))
    assert count_queries() == first
