import os
import sys
from datetime import timedelta

import pytest

from accounts.notices.models import Notice
from albums.models import Album, FormerSlug, Placement, Section
from albums.tests.factories import stored_files
from albums.tests.factories.placements import (
    A_MOMENT,
    MONTH,
    NOW,
    add_photos,
    add_to_album,
    filter_placements,
)
from albums.tests.factories.stored_files import fake_jpeg
from albums.trash import disposal
from albums.trash.disposal import purge, trash_album, trash_placements
from albums.trash.tasks import empty_trash
from assets.integrity.disposal import sweep
from assets.models import Asset, Picture, Version
from assets.storage import vault
from clientpix.testing.installation import eventually

pytestmark = pytest.mark.db
with_rows = pytest.mark.django_db


@with_rows
def test_a_photo_is_removed_and_discarded_when_its_time_in_the_trash_is_over(anna):
    one, two = add_photos(anna, "one", "two")
    Album.objects.update(cover=one.picture)
    trash_placements(filter_placements(one), NOW)
    purge(NOW + MONTH - A_MOMENT)
    assert Placement.objects.count() == 2
    purge(NOW + MONTH)
    assert Placement.objects.get() == two
    assert Picture.objects.discarded().get() == one.picture
    anna.refresh_from_db()
    assert anna.cover is None


@with_rows
def test_a_picture_stays_while_it_is_in_any_album(anna, best):
    (one,) = add_photos(anna, "one")
    copy = add_to_album(best, one)
    trash_placements(filter_placements(one), NOW)
    purge(NOW + MONTH)
    assert Placement.objects.get() == copy
    assert not Picture.objects.discarded().exists()
    trash_placements(filter_placements(copy), NOW + MONTH)
    purge(NOW + 2 * MONTH - A_MOMENT)
    assert not Picture.objects.discarded().exists()
    purge(NOW + 2 * MONTH)
    assert Picture.objects.discarded().exists()


@with_rows
def test_unfiled_pictures_are_not_removed(anna):
    (one,) = add_photos(anna, "one")
    Picture.objects.create()
    one.delete()
    purge(NOW + MONTH)
    sweep(NOW + MONTH)
    sweep(NOW + 2 * MONTH)
    assert Picture.objects.kept().count() == 2
    assert Asset.objects.living().count() == 1


@with_rows
def test_an_album_is_removed_with_all_its_rows(anna, best, monkeypatch):
    monkeypatch.setattr(disposal, "PAGE_SIZE", 2)
    one, *_others = add_photos(anna, "one", "two", "three", "four", "five")
    copy = add_to_album(best, one)
    Section.objects.create(album=anna, title="Party", order_key="a")
    FormerSlug.objects.create(album=anna, slug="anne")
    trash_album(anna, NOW)
    purge(NOW + MONTH)
    assert Album.objects.get() == best
    assert Placement.objects.get() == copy
    assert not Section.objects.exists()
    assert not FormerSlug.objects.exists()
    assert Picture.objects.discarded().count() == 4


@with_rows
def test_an_album_stays_when_it_is_restored_during_the_purge(anna, monkeypatch):
    add_photos(anna, "one")
    trash_album(anna, NOW)
    take_out = disposal._remove_page

    def after_it_was_restored(albums, *rest):
        Album.objects.update(trashed_at=None)
        return take_out(albums, *rest)

    monkeypatch.setattr(disposal, "_remove_page", after_it_was_restored)
    purge(NOW + MONTH)
    assert Placement.objects.alive().count() == 1
    assert not Picture.objects.discarded().exists()


@with_rows
def test_a_picture_stays_when_it_was_added_to_an_album_again(anna, best):
    # The foreign key protects it as well.
    (one,) = add_photos(anna, "one")
    trash_placements(filter_placements(one), NOW)
    purge(NOW + MONTH)
    add_to_album(best, one)
    assert sweep(NOW + MONTH).pictures == 0
    assert Picture.objects.kept().get() == one.picture
    assert Version.objects.exists()


@with_rows
def test_files_are_removed_in_the_end(anna):
    one, two = add_photos(anna, "one", "two")
    trash_placements(filter_placements(one), NOW)
    purge(NOW + MONTH)
    sweep(NOW + MONTH)
    sweep(NOW + MONTH + timedelta(days=1))
    assert Picture.objects.get() == two.picture
    assert stored_files.read_stored(stored_files.key_of(fake_jpeg("two"))) == fake_jpeg("two")
    assert Asset.objects.count() == 1
    assert stored_files.list_strays() == []


@with_rows
def test_the_trash_is_emptied_by_a_periodic_task(anna, run_jobs):
    (one,) = add_photos(anna, "one")
    trash_placements(filter_placements(one), NOW - MONTH)
    empty_trash.enqueue()
    run_jobs()
    assert not Picture.objects.exists()


@with_rows
def test_owners_are_notified_when_the_database_misses_many_files(owner, run_jobs):
    with stored_files.receive_files([fake_jpeg("stray")]) as (parcel,):
        stored_files.write_stored(parcel.received.key, fake_jpeg("stray"))
    with vault.borrow(parcel.received.key) as path:
        os.utime(path, (0, 0))
    empty_trash.enqueue()
    run_jobs()
    assert "aren't in the database" in Notice.objects.get().text


@pytest.mark.parametrize("rounds", [25, pytest.param(500, marks=pytest.mark.long)])
def test_files_uploaded_again_are_never_lost_to_a_sweep_without_grace(
    installation, tmp_path, rounds, print_figures
):
    # Four processes upload and trash the same few files while one empties the trash.
    names, over = [f"Album {number}" for number in range(4)], tmp_path / "over"
    installation.python(
        "from albums.tests.factories import stored_files;"
        f"[stored_files.get_album(one) for one in {names}]"
    )
    sweeper = _start(installation, f"empty({str(over)!r})")
    four = [_start(installation, f"recycle({name!r}, {rounds})") for name in names]
    for one in four:
        eventually(lambda one=one: one.poll() is not None, patience=rounds * 10)
    over.touch()
    assert [one.wait() for one in [*four, sweeper]] == [0] * 5
    went = int(sweeper.log.read_text().split()[-2])
    print_figures(f"{4 * rounds} rounds, in which an asset went {went} times")
    assert went > rounds
    installation.python(f"from albums.trash.tests import recycling; recycling.check(*{names})")


def _start(installation, call):
    code = "import django; django.setup(); from albums.trash.tests import recycling; recycling."
    return installation.start(sys.executable, "-c", code + call)
