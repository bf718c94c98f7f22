"""Verifications that are interrupted, resumed, or only cover some of the files."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assets.integrity import findings, verification
from assets.models import Asset, Finding, Verification
from assets.tests.factories import stored_assets
from assets.tests.factories.stored_assets import open_findings

pytestmark = [pytest.mark.django_db, pytest.mark.db]

Problem = Finding.Problem


@pytest.fixture
def checked_keys(monkeypatch):
    """Collect the keys of the files that are checked from now on."""
    keys, check = [], findings.check
    monkeypatch.setattr(
        findings, "check", lambda row, pace: keys.append(row.key) or check(row, pace)
    )
    return keys


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(verification, "MAX_FILES_PER_PAGE", 10)


class ProcessKilled(BaseException):
    pass


def interrupt(after, verify=verification.verify_all, *arguments):
    def stop_after(result):
        if result.files_checked >= after:
            raise ProcessKilled

    with pytest.raises(ProcessKilled):
        verify(*arguments, report_progress=stop_after)


def test_interrupted_verification_is_resumed(small_pages, checked_keys):
    assets = stored_assets.create(35)
    stored_assets.add_renditions(assets[:12])
    lost = sorted(asset.key for asset in assets)[3]
    stored_assets.path_of(lost).unlink()
    interrupt(20)
    assert len(checked_keys) == 20
    del checked_keys[:]
    result = verification.verify_all()
    assert len(checked_keys) == 35 + 12 - 20
    assert (result.files_checked, Verification.objects.count()) == (47, 1)
    assert list(result.findings.open().values_list("key", flat=True)) == [lost]
    interrupt(40)
    del checked_keys[:]
    verification.verify_all()
    assert len(checked_keys) == 47 - 40, "it had reached the renditions"


def test_old_interrupted_verification_is_not_resumed(small_pages, checked_keys):
    stored_assets.create(35)
    interrupt(20)
    Verification.objects.update(started_at=timezone.now() - verification.RESUMABLE_FOR)
    del checked_keys[:]
    verification.verify_all()
    assert len(checked_keys) == 35


def test_finding_of_another_run_stays_open(small_pages):
    assets = stored_assets.create(35)
    interrupt(20)
    checked = min(assets, key=lambda asset: asset.key)
    stored_assets.path_of(checked.key).unlink()
    findings.record_loss(checked, Problem.MISSING, Verification.objects.create())
    verification.verify_all()
    assert open_findings() == {checked.key: Problem.MISSING}


def test_files_count_as_verified_from_the_start_of_their_page(monkeypatch):
    # A file may be damaged after it was read but before the page is saved.
    assets, checked_at = stored_assets.create(3), []
    check = findings.check
    monkeypatch.setattr(
        findings, "check", lambda row, pace: checked_at.append(timezone.now()) or check(row, pace)
    )
    verification.verify_all()
    verified = set(Asset.objects.values_list("verified_at", flat=True))
    assert len(verified) == 1
    assert verified.pop() <= min(checked_at)
    assert len(assets) == 3


def test_share_takes_the_files_unverified_for_longest(checked_keys):
    assets = stored_assets.create(40)
    renditions = stored_assets.add_renditions(assets[:20])
    for number, row in enumerate([*assets, *renditions]):
        row.verified_at = stored_assets.LONG_AGO + timedelta(minutes=number)
        row.save()
    stored_assets.add_stray("stray")
    stored_assets.path_of(assets[1].key).unlink()
    result = verification.verify_share(5)
    assert checked_keys == [assets[0].key, assets[1].key, renditions[0].key]
    assert open_findings() == {assets[1].key: Problem.MISSING}
    assert (result.files_checked, result.scope) == (3, {"share": 5})
    del checked_keys[:]
    verification.verify_share(5)
    assert checked_keys == [assets[2].key, assets[3].key, renditions[1].key]


def test_interrupted_share_is_resumed(small_pages, checked_keys):
    stored_assets.add_renditions(stored_assets.create(50))
    interrupt(20, verification.verify_share, 80)
    result = verification.verify_share(80)
    assert len(checked_keys) == len(set(checked_keys)) == result.files_checked == 80


def test_only_overdue_files_are_verified(checked_keys):
    fresh, *old = stored_assets.create(4)
    Asset.objects.filter(pk=fresh.pk).update(verified_at=timezone.now())
    renditions = stored_assets.add_renditions([fresh])
    result = verification.verify_overdue(timezone.now(), 60)
    assert sorted(checked_keys) == sorted(row.key for row in [*old, *renditions])
    assert result.finished_at
    assert verification.verify_overdue(timezone.now(), 60) is None
    assert Verification.objects.count() == 1


def test_overdue_verification_stops_after_its_time(checked_keys):
    stored_assets.create(4)
    assert verification.verify_overdue(timezone.now(), -1).files_checked == 0
    assert checked_keys == []
    assert verification.verify_overdue(timezone.now(), 60).files_checked == 4


def test_rate_limit_waits_between_blocks(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(verification.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(verification.time, "sleep", lambda wait: clock.append(clock.pop() + wait))
    pace = verification.RateLimit(1000)
    assert list(pace([b"x" * 500, b"y" * 1500])) == [b"x" * 500, b"y" * 1500]
    list(pace([b"z" * 3000]))
    assert clock == [105.0]


def test_queries_per_page_do_not_grow_with_the_number_of_pages(
    django_assert_max_num_queries, small_pages
):
    stored_assets.create(100)
    with django_assert_max_num_queries(10 * 12 + 30):
        verification.verify_all()
