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
    def brought(*files, to=album, **written_on_it):
        parcels = [
            IncomingFile(intake.receive_file(io.BytesIO(content), name), name, **written_on_it)
            for content, name in files
        ]
        try:
            return add_files(to, parcels, owner)
        finally:
            for parcel in parcels:
                parcel.received.incoming.discard()

    return brought


def names(picture):
    return set(picture.versions.values_list("name", flat=True))


def test_a_file_becomes_a_picture_in_the_album(bring, album, owner):
    (arrival,) = bring((jpeg(), "IMG_1.JPG"), folder="card 1", section="Party")
    version = arrival.version
    assert arrival.outcome == Outcome.NEW
    assert (version.name, version.folder, version.role) == ("IMG_1.JPG", "card 1", "camera")
    assert (version.leads, version.uploader) == (True, owner)
    placement = Placement.objects.get()
    assert (placement.album, placement.picture) == (album, version.picture)
    assert placement.section.title == "Party"
    assert not placement.is_orphan_sidecar


def test_the_same_bytes_again_are_the_same_line(bring):
    content = jpeg()
    (first,) = bring((content, "a.jpg"))
    (again,) = bring((content, "b.jpg"))
    assert again.outcome == Outcome.DUPLICATE
    assert again.version == first.version
    assert Placement.objects.count() == Picture.objects.count() == Version.objects.count() == 1


def test_the_same_bytes_twice_in_one_group_are_one_line(bring):
    content = jpeg()
    first, again = bring((content, "a.jpg"), (content, "b.jpg"))
    assert (first.outcome, again.outcome) == (Outcome.NEW, Outcome.DUPLICATE)
    assert Placement.objects.count() == 1


def test_the_same_bytes_in_another_album_are_another_picture_of_one_asset(bring, owner):
    content, other = jpeg(), Album.objects.create(title="B", slug="b", created_by=owner)
    bring((content, "a.jpg"))
    (arrival,) = bring((content, "a.jpg"), to=other)
    assert arrival.outcome == Outcome.NEW
    assert (Asset.objects.count(), Picture.objects.count()) == (1, 2)


def test_what_lay_in_the_trash_comes_back_to_its_place(bring):
    content = jpeg()
    bring((content, "a.jpg"), (jpeg(), "b.jpg"))
    placement = Placement.objects.in_order().first()
    now = timezone.now()
    Placement.objects.filter(pk=placement.pk).update(trashed_at=now)
    Picture.objects.filter(pk=placement.picture_id).update(discarded_at=now)
    (arrival,) = bring((content, "a.jpg"))
    assert arrival.outcome == Outcome.RESTORED
    revived = Placement.objects.get(pk=placement.pk)
    assert (revived.trashed_at, revived.order_key) == (None, placement.order_key)
    assert revived.picture.discarded_at is None


def test_nothing_arrives_in_the_trash(bring, album):
    Album.objects.update(trashed_at=timezone.now())
    with pytest.raises(AlbumClosed):
        bring((jpeg(), "a.jpg"))
    assert not Asset.objects.exists()


def test_pictures_lie_in_the_order_in_which_they_came(bring):
    for name in ("b.jpg", "a.jpg"):
        bring((jpeg(), name), (jpeg(), f"2{name}"))
    placements = Placement.objects.in_order()
    came = [placement.picture.versions.get().name for placement in placements]
    assert came == ["b.jpg", "2b.jpg", "a.jpg", "2a.jpg"]


@pytest.mark.parametrize("back", [timedelta(0), timedelta(hours=1)], ids=["stands", "goes back"])
def test_they_do_so_even_if_the_clock_does_not_go_on(bring, monkeypatch, back):
    now = timezone.now()
    for number in range(3):
        moment = now - number * back
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        bring((jpeg(), f"{number}.jpg"), (jpeg(), f"{number}b.jpg"), section=f"{number}")
    came = [placement.picture.versions.get().name for placement in Placement.objects.in_order()]
    assert came == ["0.jpg", "0b.jpg", "1.jpg", "1b.jpg", "2.jpg", "2b.jpg"]
    assert [section.title for section in Section.objects.in_order()] == ["0", "1", "2"]


def test_a_section_is_made_once(bring):
    for _ in range(2):
        bring((jpeg(), "a.jpg"), (jpeg(), "b.jpg"), section="Party")
    assert Section.objects.get().placements.count() == 4


@pytest.mark.parametrize("sidecar", ["IMG_1.xmp", "img_1.XMP", "IMG_1.JPG.xmp"])
@pytest.mark.parametrize("sidecar_is_first", [True, False])
@pytest.mark.parametrize("together", [True, False])
def test_a_sidecar_joins_its_picture(bring, sidecar, sidecar_is_first, together):
    files = [(jpeg(), "IMG_1.JPG"), (xmp(), sidecar)]
    files = files[::-1] if sidecar_is_first else files
    for group in [files] if together else [[one] for one in files]:
        bring(*group)
    placement = Placement.objects.get()
    assert names(placement.picture) == {"IMG_1.JPG", sidecar}
    assert placement.picture.versions.get(leads=True).name == "IMG_1.JPG"
    assert Picture.objects.count() == 1
    assert not placement.is_orphan_sidecar


def test_a_sidecar_of_another_folder_or_name_waits_out_of_sight(bring):
    bring((jpeg(), "IMG_1.JPG"), folder="A")
    bring((xmp("1"), "IMG_1.xmp"), folder="B")
    bring((xmp("2"), "IMG_12.xmp"), folder="A")
    assert Placement.objects.filter(is_orphan_sidecar=True).count() == 2
    assert all(len(names(picture)) == 1 for picture in Picture.objects.all())


def test_a_sidecar_prefers_the_raw(bring):
    bring((jpeg(), "IMG_1.JPG"), (b"II*\0" + bytes(99), "IMG_1.NEF"))
    (arrival,) = bring((xmp(), "IMG_1.xmp"))
    assert names(arrival.version.picture) == {"IMG_1.NEF", "IMG_1.xmp"}


def test_a_waiting_sidecar_that_lies_elsewhere_as_well_stays_there(bring, owner):
    (waiting,) = bring((xmp(), "IMG_1.xmp"))
    other = Album.objects.create(title="B", slug="b", created_by=owner)
    baker.make(Placement, album=other, picture=waiting.version.picture, order_key="a")
    (arrival,) = bring((jpeg(), "IMG_1.JPG"))
    assert names(arrival.version.picture) == {"IMG_1.JPG", "IMG_1.xmp"}
    assert names(waiting.version.picture) == {"IMG_1.xmp"}


def test_a_sidecar_that_came_twice_is_one_line(bring):
    content = xmp()
    bring((jpeg(), "IMG_1.JPG"), (content, "IMG_1.xmp"))
    (again,) = bring((content, "IMG_1.xmp"))
    assert again.outcome == Outcome.DUPLICATE
    assert Version.objects.count() == 2


def test_a_file_costs_the_same_however_many_lie_in_the_album(bring):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            bring(*((jpeg(), f"{n}.jpg") for n in range(5)))
        return len(asked)

    first = queries()
    bring(*((jpeg(), f"{n}.jpg") for n in range(30)))
    assert queries() == first
