from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.notices.models import Notice
from assets.integrity import verification
from assets.integrity.periodic_tasks import verify_overdue_files
from assets.models import Asset, Rendition, Verification
from assets.storage import vault
from assets.tests.factories import stored_assets

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def an_hour_later(work):
    def pass_by():
        verify_overdue_files.enqueue()
        work()

    return pass_by


def make_overdue():
    for rows in (Asset.objects, Rendition.objects):
        rows.update(verified_at=stored_assets.LONG_AGO)


def test_it_is_done_every_hour():
    path = f"{verify_overdue_files.func.__module__}.{verify_overdue_files.func.__name__}"
    assert settings.PERIODIC_TASKS[path] == timedelta(hours=1)
    assert verification.OVERDUE_AFTER.days < 28, (
        "of the month that is promised some days are left to do it"
    )


def test_what_nobody_has_read_for_long_is_read_again(an_hour_later):
    fresh, *old = stored_assets.fill(5)
    stored_assets.add_copies(old[:2])
    Asset.objects.filter(pk=fresh.pk).update(verified_at=timezone.now() - timedelta(days=20))
    began = timezone.now()
    an_hour_later()
    assert Asset.objects.verified_before(began).get() == fresh
    assert not Rendition.objects.verified_before(began).exists()
    assert Verification.objects.get().files_checked == 4 + 2
    an_hour_later()
    assert Verification.objects.count() == 1, "there was nothing to do"
    assert not Notice.objects.exists()


def test_the_owners_hear_once_of_what_was_found(an_hour_later):
    assets = stored_assets.fill(5)
    for asset in assets[:2]:
        stored_assets.flip(asset.key)
    an_hour_later()
    notice = Notice.objects.get()
    assert notice.text.startswith("2 originals are damaged or missing.")
    assert (notice.kind, notice.url) == (Notice.Kind.SECURITY, "/studio/health/")
    for _ in range(3):
        an_hour_later()
    Notice.objects.unread().mark_read()
    an_hour_later()
    assert Notice.objects.count() == 1


def test_the_owners_hear_of_the_next_one_as_well(an_hour_later):
    one, other = stored_assets.fill(2)
    stored_assets.path_of(one.key).unlink()
    an_hour_later()
    Notice.objects.unread().mark_read()
    Asset.objects.filter(pk=other.pk).update(verified_at=stored_assets.LONG_AGO)
    stored_assets.path_of(other.key).unlink()
    an_hour_later()
    assert Notice.objects.count() == 2


def test_of_a_copy_that_is_made_again_nobody_need_hear(an_hour_later):
    (copy,) = stored_assets.add_copies(stored_assets.fill(1))
    stored_assets.flip(copy.key)
    an_hour_later()
    assert list(stored_assets.open_findings()) == [copy.key]
    assert not Notice.objects.exists()


def test_a_disk_that_is_not_there_is_told_once_and_nothing_is_lost(an_hour_later):
    stored_assets.fill(2)
    stored_assets.path_of("originals").rename(stored_assets.path_of("elsewhere"))
    for _ in range(2):
        an_hour_later()
    assert "Is the disk mounted" in Notice.objects.get().text
    assert not Asset.objects.lost().exists()
    stored_assets.path_of("elsewhere").rename(stored_assets.path_of("originals"))
    an_hour_later()
    assert Verification.objects.get().files_checked == 2


def test_while_somebody_verifies_by_hand_it_waits_for_its_next_turn(an_hour_later):
    stored_assets.fill(2)
    with vault.exclusive_lock():
        verify_overdue_files.func()
    assert not Verification.objects.exists()
    an_hour_later()
    assert Verification.objects.get().files_checked == 2


def test_it_goes_on_a_month_later(an_hour_later):
    stored_assets.fill(2)
    an_hour_later()
    make_overdue()
    an_hour_later()
    assert [read.files_checked for read in Verification.objects.all()] == [2, 2]
