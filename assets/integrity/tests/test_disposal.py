import os
from datetime import timedelta

import pytest
from django.utils import timezone
from model_bakery import baker

from assets.intake import intake
from assets.integrity import disposal, findings, verification
from assets.integrity.disposal import sweep
from assets.models import Asset, Finding, Metadata, Picture, Rendition, Version
from assets.storage import failpoints
from assets.tests.factories import stored_assets
from assets.tests.factories.assets import PHOTO, keep, keep_rendition
from assets.tests.factories.stored_assets import make_picture, stored_keys

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = timezone.now()
ONE_DAY = timedelta(hours=24)
NO_GRACE = timedelta(0)


def make_discarded_picture(*assets):
    return make_picture(*assets, discarded_at=NOW)


def test_discarded_picture_is_removed_with_its_files():
    kept, gone = stored_assets.create(2)
    renditions = stored_assets.add_renditions([kept, gone])
    baker.make(Metadata, asset=gone)
    stays, _ = make_picture(kept), make_discarded_picture(gone, kept)
    swept = sweep(NOW)
    assert swept.pictures == 1
    assert (swept.assets, Asset.objects.doomed().get()) == (0, gone)
    assert sweep(NOW + ONE_DAY).assets == 1
    assert Picture.objects.get() == stays
    assert Asset.objects.get() == kept
    assert Rendition.objects.get() == renditions[0]
    assert not Metadata.objects.exists()
    assert stored_keys() == {kept.key, renditions[0].key}


def test_asset_is_removed_a_day_after_it_was_marked():
    stored_assets.create(1)
    sweep(NOW)
    assert sweep(NOW + ONE_DAY - timedelta(seconds=1)).assets == 0
    assert sweep(NOW + ONE_DAY).assets == 1


def test_new_asset_is_not_marked():
    # It may be added to an album in a moment.
    keep()
    sweep(NOW + timedelta(hours=23))
    assert not Asset.objects.doomed().exists()
    sweep(timezone.now() + timedelta(hours=25))
    assert Asset.objects.doomed().exists()


def test_asset_is_unmarked_when_it_is_used_again():
    (asset,) = stored_assets.create(1)
    sweep(NOW)
    make_picture(asset)
    sweep(NOW)
    assert not Asset.objects.doomed().exists()
    assert sweep(NOW + 30 * ONE_DAY).assets == 0


def test_asset_is_checked_again_before_it_is_removed(monkeypatch):
    # A sweep elsewhere once removed two used originals because its list was out of date.
    used, uploaded, unused = assets = stored_assets.create(3)
    stored_assets.add_renditions(assets)
    sweep(NOW)
    remove = disposal._delete_asset

    def use_before_removal(pk, before):
        if not Picture.objects.exists():
            make_picture(used)
            keep(stored_assets.content_at(uploaded.key), "a.cr2")
        return remove(pk, before)

    def detect_as_photo(head, name):
        return intake.kinds.FileType("photo", "jpg")

    monkeypatch.setattr(intake.kinds, "detect_type", detect_as_photo)
    monkeypatch.setattr(disposal, "_delete_asset", use_before_removal)
    assert sweep(NOW + ONE_DAY).assets == 1
    assert set(Asset.objects.all()) == {used, uploaded}
    assert not stored_assets.path_of(unused.key).exists()
    assert Rendition.objects.count() == 2
    verification.verify_all()
    assert not Finding.objects.exists()


def test_asset_stays_when_it_is_used_again_during_its_removal(monkeypatch):
    # Its renditions are removed by then, and made again.
    (asset,) = stored_assets.create(1)
    Asset.objects.update(state=Asset.State.READY, recipe="7")
    (rendition,) = stored_assets.add_renditions([asset])
    os.utime(stored_assets.path_of(rendition.key), (0, 0))
    sweep(NOW)

    def revive(step):
        if step == "renditions deleted":
            make_picture(asset)

    monkeypatch.setattr(failpoints, "reach", revive)
    assert sweep(NOW + ONE_DAY).assets == 0
    asset.refresh_from_db()
    assert (asset.state, asset.renditions.count()) == (Asset.State.NEW, 0)
    assert stored_keys() == {asset.key}


def test_redirects_are_removed_with_their_picture():
    (asset,) = stored_assets.create(1)
    picture = make_discarded_picture(asset)
    redirect = make_picture(merged_into=picture)
    make_picture(merged_into=redirect)
    other = make_picture()
    assert sweep(NOW).pictures == 1
    assert Picture.objects.get() == other


def test_picture_is_no_longer_discarded_when_something_refers_to_it():
    first, second = stored_assets.create(2)
    picture = make_discarded_picture(first)
    redirect = make_picture(second, merged_into=picture)
    assert sweep(NOW).pictures == 0
    assert not Picture.objects.discarded().exists()
    assert set(Picture.objects.all()) == {picture, redirect}
    assert Version.objects.count() == 2


def test_findings_are_closed_when_their_asset_is_removed():
    (asset,) = stored_assets.create(1)
    stored_assets.path_of(asset.key).unlink()
    stored_assets.add_stray("another stray")
    verification.verify_all()
    assert Finding.objects.open().count() == 2
    sweep(NOW)
    sweep(NOW + ONE_DAY)
    assert not Finding.objects.open().filter(key=asset.key).exists()


class ProcessKilled(BaseException):
    pass


STEPS = [
    "picture gone",
    "marked",
    "renditions deleted",
    "row deleted",
    "bytes removed",
    "asset gone",
    "stray removed",
]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("is_uploaded_again", [False, True])
def test_next_sweep_completes_one_that_was_killed(monkeypatch, step, is_uploaded_again):
    stays = stored_assets.create(1)[0]
    make_picture(stays)
    asset = keep()
    keep_rendition(asset)
    make_discarded_picture(asset)
    stored_assets.add_stray("stray", "web")

    def reach(reached):
        if reached == step:
            raise ProcessKilled(step)

    with monkeypatch.context() as patch:
        patch.setattr(failpoints, "reach", reach)
        with pytest.raises(ProcessKilled):
            sweep(timezone.now(), NO_GRACE)
    if is_uploaded_again:
        make_picture(keep(PHOTO, "b.jpg"))
        assert {
            findings.check(row) for row in [*Asset.objects.all(), *Rendition.objects.all()]
        } == {None}
    sweep(timezone.now(), NO_GRACE)
    remaining = {stays.key, asset.key} if is_uploaded_again else {stays.key}
    assert {row.key for row in Asset.objects.living()} == remaining
    assert {row.key for row in [*Asset.objects.all(), *Rendition.objects.all()]} == stored_keys()
