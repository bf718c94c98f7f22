"""Readings that end early, go on, or were never meant to be of everything."""

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
def looks(monkeypatch):
    """The keys that are looked at from now on."""
    keys, look = [], findings.check
    monkeypatch.setattr(
        findings, "check", lambda row, pace: keys.append(row.key) or look(row, pace)
    )
    return keys


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(verification, "MAX_FILES_PER_PAGE", 10)


class PulledPlug(BaseException):
    pass


def broken_off(after, read=verification.verify_all, *arguments):
    def tell(reading):
        if reading.files_checked >= after:
            raise PulledPlug

    with pytest.raises(PulledPlug):
        read(*arguments, report_progress=tell)


def test_a_reading_that_was_broken_off_is_gone_on_with(small_pages, looks):
    assets = stored_assets.fill(35)
    stored_assets.add_copies(assets[:12])
    lost = sorted(asset.key for asset in assets)[3]
    stored_assets.path_of(lost).unlink()
    broken_off(20)
    assert len(looks) == 20
    del looks[:]
    read = verification.verify_all()
    assert len(looks) == 35 + 12 - 20
    assert (read.files_checked, Verification.objects.count()) == (47, 1)
    assert list(read.findings.open().values_list("key", flat=True)) == [lost]
    broken_off(40)
    del looks[:]
    verification.verify_all()
    assert len(looks) == 47 - 40, "it was among the copies already"


def test_a_reading_that_was_broken_off_long_ago_begins_anew(small_pages, looks):
    stored_assets.fill(35)
    broken_off(20)
    Verification.objects.update(started_at=timezone.now() - verification.RESUMABLE_FOR)
    del looks[:]
    verification.verify_all()
    assert len(looks) == 35


def test_a_finding_of_another_reading_in_between_stays_open(small_pages):
    assets = stored_assets.fill(35)
    broken_off(20)
    passed = min(assets, key=lambda asset: asset.key)
    stored_assets.path_of(passed.key).unlink()
    findings.record_loss(passed, Problem.MISSING, Verification.objects.create())
    verification.verify_all()
    assert open_findings() == {passed.key: Problem.MISSING}


def test_a_page_counts_as_verified_from_its_beginning(monkeypatch):
    """What happened while it was read may have happened to what was read already."""
    assets, at_look = stored_assets.fill(3), []
    look = findings.check
    monkeypatch.setattr(
        findings, "check", lambda row, pace: at_look.append(timezone.now()) or look(row, pace)
    )
    verification.verify_all()
    verified = set(Asset.objects.values_list("verified_at", flat=True))
    assert len(verified) == 1
    assert verified.pop() <= min(at_look)
    assert len(assets) == 3


def test_a_share_is_what_was_not_looked_at_for_longest(looks):
    assets = stored_assets.fill(40)
    copies = stored_assets.add_copies(assets[:20])
    for number, row in enumerate([*assets, *copies]):
        row.verified_at = stored_assets.LONG_AGO + timedelta(minutes=number)
        row.save()
    stored_assets.stray("stray")
    stored_assets.path_of(assets[1].key).unlink()
    read = verification.verify_share(5)
    assert looks == [assets[0].key, assets[1].key, copies[0].key]
    assert open_findings() == {assets[1].key: Problem.MISSING}
    assert (read.files_checked, read.scope) == (3, {"share": 5})
    del looks[:]
    verification.verify_share(5)
    assert looks == [assets[2].key, assets[3].key, copies[1].key]


def test_a_share_that_was_broken_off_is_gone_on_with(small_pages, looks):
    stored_assets.add_copies(stored_assets.fill(50))
    broken_off(20, verification.verify_share, 80)
    read = verification.verify_share(80)
    assert len(looks) == len(set(looks)) == read.files_checked == 80


def test_only_what_is_overdue_is_read(looks):
    fresh, *old = stored_assets.fill(4)
    Asset.objects.filter(pk=fresh.pk).update(verified_at=timezone.now())
    copies = stored_assets.add_copies([fresh])
    read = verification.verify_overdue(timezone.now(), 60)
    assert sorted(looks) == sorted(row.key for row in [*old, *copies])
    assert read.finished_at
    assert verification.verify_overdue(timezone.now(), 60) is None
    assert Verification.objects.count() == 1


def test_what_is_overdue_has_its_time_and_the_rest_waits(looks):
    stored_assets.fill(4)
    assert verification.verify_overdue(timezone.now(), -1).files_checked == 0
    assert looks == []
    assert verification.verify_overdue(timezone.now(), 60).files_checked == 4


def test_a_pace_leaves_time_for_others(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(verification.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(verification.time, "sleep", lambda wait: clock.append(clock.pop() + wait))
    pace = verification.RateLimit(1000)
    assert list(pace([b"x" * 500, b"y" * 1500])) == [b"x" * 500, b"y" * 1500]
    list(pace([b"z" * 3000]))
    assert clock == [105.0]


def test_reading_costs_as_many_queries_a_page_however_many_pages_there_are(
    django_assert_max_num_queries, small_pages
):
    stored_assets.fill(100)
    with django_assert_max_num_queries(10 * 12 + 30):
        verification.verify_all()
