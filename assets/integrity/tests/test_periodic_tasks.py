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
def run_hourly_task(run_jobs):
    def enqueue_and_work():
        verify_overdue_files.enqueue()
        run_jobs()

    return enqueue_and_work


def make_overdue():
    for rows in (Asset.objects, Rendition.objects):
        rows.update(verified_at=stored_assets.LONG_AGO)


def test_verification_runs_every_hour():
    path = f"{verify_overdue_files.func.__module__}.{verify_overdue_files.func.__name__}"
    assert settings.PERIODIC_TASKS[path] == timedelta(hours=1)
    assert verification.OVERDUE_AFTER.days < 28, (
        "some days of the promised month must be left for the work"
    )


def test_overdue_files_are_verified_again(run_hourly_task):
    fresh, *old = stored_assets.create(5)
    stored_assets.add_renditions(old[:2])
    Asset.objects.filter(pk=fresh.pk).update(verified_at=timezone.now() - timedelta(days=20))
    began = timezone.now()
    run_hourly_task()
    assert Asset.objects.verified_before(began).get() == fresh
    assert not Rendition.objects.verified_before(began).exists()
    assert Verification.objects.get().files_checked == 4 + 2
    run_hourly_task()
    assert Verification.objects.count() == 1, "there was nothing to do"
    assert not Notice.objects.exists()


def test_owners_are_notified_once_of_losses(run_hourly_task):
    assets = stored_assets.create(5)
    for asset in assets[:2]:
        stored_assets.flip_bit(asset.key)
    run_hourly_task()
    notice = Notice.objects.get()
    assert notice.text.startswith("2 originals are damaged or missing.")
    assert (notice.kind, notice.url) == (Notice.Kind.SECURITY, "/studio/health/")
    for _ in range(3):
        run_hourly_task()
    Notice.objects.unread().mark_read()
    run_hourly_task()
    assert Notice.objects.count() == 1


def test_owners_are_notified_of_a_later_loss_too(run_hourly_task):
    first, second = stored_assets.create(2)
    stored_assets.path_of(first.key).unlink()
    run_hourly_task()
    Notice.objects.unread().mark_read()
    Asset.objects.filter(pk=second.pk).update(verified_at=stored_assets.LONG_AGO)
    stored_assets.path_of(second.key).unlink()
    run_hourly_task()
    assert Notice.objects.count() == 2


def test_owners_are_not_notified_of_a_damaged_rendition(run_hourly_task):
    (rendition,) = stored_assets.add_renditions(stored_assets.create(1))
    stored_assets.flip_bit(rendition.key)
    run_hourly_task()
    assert list(stored_assets.open_findings()) == [rendition.key]
    assert not Notice.objects.exists()


def test_owners_are_notified_once_when_the_disk_is_not_mounted(run_hourly_task):
    stored_assets.create(2)
    stored_assets.path_of("originals").rename(stored_assets.path_of("elsewhere"))
    for _ in range(2):
        run_hourly_task()
    assert "Check that the disk" in Notice.objects.get().text
    assert not Asset.objects.lost().exists()
    stored_assets.path_of("elsewhere").rename(stored_assets.path_of("originals"))
    run_hourly_task()
    assert Verification.objects.get().files_checked == 2


def test_task_does_nothing_while_another_verification_runs(run_hourly_task):
    stored_assets.create(2)
    with vault.exclusive_lock():
        verify_overdue_files.func()
    assert not Verification.objects.exists()
    run_hourly_task()
    assert Verification.objects.get().files_checked == 2


def test_files_are_verified_again_a_month_later(run_hourly_task):
    stored_assets.create(2)
    run_hourly_task()
    make_overdue()
    run_hourly_task()
    assert [verification.files_checked for verification in Verification.objects.all()] == [2, 2]
