"""The health checks of stored photos. Only the owner sees them."""

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
def _pool():
    return WorkerPool.objects.create(name="one", host="here", workers=2)


@pytest.fixture
def fact(owner_client):
    def get_fact(name):
        (result,) = [
            one for one in owner_client.get("/healthz").json()["facts"] if one["name"] == name
        ]
        return result["state"], result["seen"].replace("\xa0", " "), result["advice"]

    return get_fact


def test_everything_is_ok_when_nothing_is_stored(fact):
    assert fact("originals") == ("ok", "0", "")
    assert fact("verified") == ("ok", "nothing to verify yet", "")
    for name in ("findings", "quarantine", "uploads"):
        assert fact(name) == ("ok", "none", "")


def test_originals_are_counted_until_they_are_marked_for_deletion(fact):
    assets = stored_assets.create(3)
    Asset.objects.filter(pk=assets[0].pk).update(doomed_at=timezone.now())
    assert fact("originals") == ("ok", "2", "")


def test_unprepared_files_are_counted_and_the_state_stays_ok(fact):
    assets = stored_assets.create(7)
    states = ["new", "new", "processing", "failed", "ready", "new", "failed"]
    for asset, state in zip(assets, states, strict=True):
        Asset.objects.filter(pk=asset.pk).update(state=state)
    Asset.objects.filter(pk=assets[-2].pk).update(doomed_at=timezone.now())
    Asset.objects.filter(pk=assets[-1].pk).update(lost_at=timezone.now())
    assert fact("developing") == ("ok", "3 being prepared, 1 couldn't be prepared", "")


def test_advice_is_given_once_when_the_server_lacked_something_for_several_files(fact):
    assets = stored_assets.create(3)
    for asset in assets:
        asset.problems.create(step="metadata", problem="exiftool_missing")
        asset.problems.create(step="previews", problem="damaged")
    picture = stored_assets.make_picture(*assets)
    state, _seen, advice = fact("developing")
    assert (state, advice) == ("degraded", "Install ExifTool on the server, then try again.")
    picture.discarded_at = timezone.now()
    picture.save()
    assert fact("developing")[::2] == ("ok", ""), "what is in the trash can't be tried again"


def test_lost_original_is_reported_with_advice_and_the_site_stays_up(fact, owner_client, client):
    lost, *_whole = stored_assets.create(3)
    stored_assets.flip_bit(lost.key)
    verification.verify_all()
    state, seen, advice = fact("originals")
    assert (state, seen) == ("degraded", "3, 1 of them lost")
    assert "verify --repair-from" in advice
    assert owner_client.get("/healthz").status_code == 200
    page = owner_client.get("/studio/health/").text
    assert "3, 1 of them lost" in page
    assert "verify --repair-from" in page
    client.logout()
    reply = client.get("/healthz")
    assert (reply.status_code, reply.content) == (200, b"ok\n")


def test_findings_and_quarantined_files_are_counted(fact):
    assets = stored_assets.create(4)
    for asset in assets[:2]:
        stored_assets.flip_bit(asset.key)
    stored_assets.path_of(assets[2].key).unlink()
    stored_assets.add_stray("stray")
    verification.verify_all()
    state, seen, advice = fact("findings")
    assert (state, seen) == ("degraded", "1 missing, 2 damaged, 1 stray")
    assert "admin" in advice
    assert fact("quarantine") == ("ok", "2 files, 198 bytes", "")


def test_findings_are_ok_when_there_are_only_strays(fact):
    stored_assets.create(1)
    stored_assets.add_stray("stray")
    verification.verify_all()
    assert fact("findings") == ("ok", "1 stray", "")
    Finding.objects.update(repaired_at=timezone.now())
    assert fact("findings") == ("ok", "none", "")


def test_verification_is_degraded_when_one_file_was_not_verified_for_a_month(fact):
    oldest, *others = stored_assets.create(3)
    now = timezone.now()
    Asset.objects.filter(pk__in=[one.pk for one in others]).update(verified_at=now)
    Asset.objects.filter(pk=oldest.pk).update(verified_at=now - timedelta(days=29))
    assert fact("verified") == (
        "ok",
        f"every file since {photo_health._format_date(now - timedelta(29))}",
        "",
    )
    Asset.objects.filter(pk=oldest.pk).update(verified_at=now - timedelta(days=31))
    state, seen, advice = fact("verified")
    assert (state, photo_health._format_date(now - timedelta(31)) in seen) == ("degraded", True)
    assert "manage.py verify" in advice


def test_full_verification_counts_only_when_it_is_complete(fact):
    stored_assets.create(2)
    verification.verify_share(50)
    verification.VerificationRun({"share": 100})
    today = photo_health._format_date(timezone.now())
    assert "all of them" not in fact("verified")[1]
    verification.verify_all()
    assert fact("verified")[1] == f"every file since {today}, all of them on {today}"


def test_reserved_space_does_not_count_as_free(fact, settings, monkeypatch):
    settings.DISK_RESERVE = 3 * 1024**3
    monkeypatch.setattr(vault, "free_space", lambda: 5 * 1024**3)
    assert fact("room") == ("ok", "5.0 GB free, plus 3.0 GB reserved", "")
    monkeypatch.setattr(vault, "free_space", lambda: -(1024**3))
    state, seen, advice = fact("room")
    assert (state, seen) == ("degraded", "0 bytes free, plus 2.0 GB reserved")
    assert "Uploads are refused" in advice


def test_originals_are_degraded_when_the_disk_is_not_mounted(fact):
    stored_assets.create(2)
    stored_assets.path_of("originals").rename(stored_assets.path_of("elsewhere"))
    state, _seen, advice = fact("originals")
    assert (state, "is mounted" in advice) == ("degraded", True)


def test_checks_are_degraded_when_the_disk_cannot_be_read(fact, settings):
    settings.PHOTOS.symlink_to(settings.PHOTOS)
    for name in ("room", "uploads"):
        state, seen, advice = fact(name)
        assert (state, advice) == ("degraded", f"Make {settings.PHOTOS} available again.")
        assert seen


def test_unfinished_uploads_are_counted(fact):
    going = uploads.begin()
    uploads.send(going, 0, 3000)
    assert fact("uploads") == ("ok", "1 file, 2.9 KB", "")


def test_query_count_does_not_grow_with_the_number_of_files(
    owner_client, django_assert_max_num_queries
):
    assets = stored_assets.create(300)
    for asset in assets[:100]:
        stored_assets.path_of(asset.key).unlink()
    verification.verify_all()
    Job.objects.bulk_create(Job(task="x", queue="default") for _ in range(50))
    with django_assert_max_num_queries(14):
        owner_client.get("/healthz")
