"""What the owner sees of all that is kept; everybody else hears one word, and not of this."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assets.integrity import verification
from assets.models import Asset, Finding
from assets.storage import vault
from assets.tests.factories import stored_assets, uploads
from clientpix.jobs.models import Job, WorkerPool
from clientpix.operations import photo_health

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture(autouse=True)
def _crew():
    return WorkerPool.objects.create(name="one", host="here", workers=2)


@pytest.fixture
def fact(studio):
    def of(name):
        (found,) = [one for one in studio.get("/healthz").json()["facts"] if one["name"] == name]
        return found["state"], found["seen"].replace("\xa0", " "), found["advice"]

    return of


def test_of_a_new_house_all_is_well(fact):
    assert fact("originals") == ("ok", "0", "")
    assert fact("verified") == ("ok", "nothing is there to verify", "")
    for name in ("findings", "quarantine", "uploads"):
        assert fact(name) == ("ok", "none", "")


def test_originals_are_counted_as_long_as_they_live(fact):
    assets = stored_assets.fill(3)
    Asset.objects.filter(pk=assets[0].pk).update(doomed_at=timezone.now())
    assert fact("originals") == ("ok", "2", "")


def test_what_is_developed_later_or_not_at_all_is_counted_and_no_trouble(fact):
    assets = stored_assets.fill(7)
    states = ["new", "new", "processing", "failed", "ready", "new", "failed"]
    for asset, state in zip(assets, states, strict=True):
        Asset.objects.filter(pk=asset.pk).update(state=state)
    Asset.objects.filter(pk=assets[-2].pk).update(doomed_at=timezone.now())
    Asset.objects.filter(pk=assets[-1].pk).update(lost_at=timezone.now())
    assert fact("developing") == ("ok", "3 waiting, 1 without a preview", "")


def test_a_lost_original_shows_with_what_to_do_and_everything_goes_on(fact, studio, client):
    lost, *_whole = stored_assets.fill(3)
    stored_assets.flip(lost.key)
    verification.verify_all()
    state, seen, advice = fact("originals")
    assert (state, seen) == ("degraded", "3, of which 1 lost")
    assert "verify --repair-from" in advice
    assert studio.get("/healthz").status_code == 200
    page = studio.get("/studio/health/").text
    assert "3, of which 1 lost" in page
    assert "verify --repair-from" in page
    client.logout()
    reply = client.get("/healthz")
    assert (reply.status_code, reply.content) == (200, b"ok\n")


def test_what_was_found_is_counted_and_what_was_put_aside_as_well(fact):
    assets = stored_assets.fill(4)
    for asset in assets[:2]:
        stored_assets.flip(asset.key)
    stored_assets.path_of(assets[2].key).unlink()
    stored_assets.stray("stray")
    verification.verify_all()
    state, seen, advice = fact("findings")
    assert (state, seen) == ("degraded", "1 missing, 2 damaged, 1 stray")
    assert "admin" in advice
    assert fact("quarantine") == ("ok", "2 files, 198 bytes", "")


def test_strays_alone_are_no_trouble(fact):
    stored_assets.fill(1)
    stored_assets.stray("stray")
    verification.verify_all()
    assert fact("findings") == ("ok", "1 stray", "")
    Finding.objects.update(repaired_at=timezone.now())
    assert fact("findings") == ("ok", "none", "")


def test_the_original_that_was_read_longest_ago_counts(fact):
    old, *young = stored_assets.fill(3)
    now = timezone.now()
    Asset.objects.filter(pk__in=[one.pk for one in young]).update(verified_at=now)
    Asset.objects.filter(pk=old.pk).update(verified_at=now - timedelta(days=29))
    assert fact("verified") == (
        "ok",
        f"every original since {photo_health._format_date(now - timedelta(29))}",
        "",
    )
    Asset.objects.filter(pk=old.pk).update(verified_at=now - timedelta(days=31))
    state, seen, advice = fact("verified")
    assert (state, photo_health._format_date(now - timedelta(31)) in seen) == ("degraded", True)
    assert "run verify" in advice


def test_only_a_reading_of_everything_that_ended_is_one_of_everything(fact):
    stored_assets.fill(2)
    verification.verify_share(50)
    verification.VerificationRun({"share": 100})
    today = photo_health._format_date(timezone.now())
    assert "in one go" not in fact("verified")[1]
    verification.verify_all()
    assert fact("verified")[1] == f"every original since {today}, all in one go on {today}"


def test_what_is_in_reserve_is_no_room(fact, settings, monkeypatch):
    settings.DISK_RESERVE = 3 * 1024**3
    monkeypatch.setattr(vault, "free_space", lambda: 5 * 1024**3)
    assert fact("room") == ("ok", "5.0 GB free, and 3.0 GB in reserve", "")
    monkeypatch.setattr(vault, "free_space", lambda: -(1024**3))
    state, seen, advice = fact("room")
    assert (state, seen) == ("degraded", "0 bytes free, and 2.0 GB in reserve")
    assert "No new file is taken" in advice


def test_a_disk_that_is_not_mounted_shows(fact):
    stored_assets.fill(2)
    stored_assets.path_of("originals").rename(stored_assets.path_of("elsewhere"))
    state, _seen, advice = fact("originals")
    assert (state, "Is the disk mounted" in advice) == ("degraded", True)


def test_a_disk_that_cannot_be_asked_shows(fact, settings):
    settings.PHOTOS.symlink_to(settings.PHOTOS)
    for name in ("room", "uploads"):
        state, seen, advice = fact(name)
        assert (state, advice) == ("degraded", f"Bring {settings.PHOTOS} back.")
        assert seen


def test_uploads_count_until_they_end(fact):
    going = uploads.begin()
    uploads.send(going, 0, 3000)
    assert fact("uploads") == ("ok", "1 file, 2.9 KB", "")


def test_it_costs_the_same_however_much_is_kept(studio, django_assert_max_num_queries):
    assets = stored_assets.fill(300)
    for asset in assets[:100]:
        stored_assets.path_of(asset.key).unlink()
    verification.verify_all()
    Job.objects.bulk_create(Job(task="x", queue="default") for _ in range(50))
    with django_assert_max_num_queries(14):
        studio.get("/healthz")
