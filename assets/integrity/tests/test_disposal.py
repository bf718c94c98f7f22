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
from assets.tests.factories.assets import PHOTO, keep, keep_copy
from assets.tests.factories.stored_assets import keys_there, picture_of

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = timezone.now()
A_DAY = timedelta(hours=24)
AT_ONCE = timedelta(0)


def discarded(*assets):
    return picture_of(*assets, discarded_at=NOW)


def test_what_was_discarded_goes_with_all_that_was_made_of_it():
    kept, gone = stored_assets.fill(2)
    copies = stored_assets.add_copies([kept, gone])
    baker.make(Metadata, asset=gone)
    stays, _ = picture_of(kept), discarded(gone, kept)
    swept = sweep(NOW)
    assert swept.pictures == 1
    assert (swept.assets, Asset.objects.doomed().get()) == (0, gone)
    assert sweep(NOW + A_DAY).assets == 1
    assert Picture.objects.get() == stays
    assert Asset.objects.get() == kept
    assert Rendition.objects.get() == copies[0]
    assert not Metadata.objects.exists()
    assert keys_there() == {kept.key, copies[0].key}


def test_a_mark_is_a_day_old_before_anything_is_removed():
    stored_assets.fill(1)
    sweep(NOW)
    assert sweep(NOW + A_DAY - timedelta(seconds=1)).assets == 0
    assert sweep(NOW + A_DAY).assets == 1


def test_what_was_kept_a_moment_ago_is_not_even_marked():
    """It may be placed in the next one."""
    keep()
    sweep(NOW + timedelta(hours=23))
    assert not Asset.objects.doomed().exists()
    sweep(timezone.now() + timedelta(hours=25))
    assert Asset.objects.doomed().exists()


def test_what_is_used_again_loses_its_mark():
    (asset,) = stored_assets.fill(1)
    sweep(NOW)
    picture_of(asset)
    sweep(NOW)
    assert not Asset.objects.doomed().exists()
    assert sweep(NOW + 30 * A_DAY).assets == 0


def test_a_report_that_is_no_longer_true_removes_nothing(monkeypatch):
    """Elsewhere two originals of several gigabytes were lost to a list that had grown old."""
    used, entered, useless = assets = stored_assets.fill(3)
    stored_assets.add_copies(assets)
    sweep(NOW)
    remove = disposal._delete_asset

    def after_the_report(pk, before):
        if not Picture.objects.exists():
            picture_of(used)
            keep(stored_assets.content_at(entered.key), "a.cr2")
        return remove(pk, before)

    def known(head, name):
        return intake.kinds.FileType("photo", "jpg")

    monkeypatch.setattr(intake.kinds, "detect_type", known)
    monkeypatch.setattr(disposal, "_delete_asset", after_the_report)
    assert sweep(NOW + A_DAY).assets == 1
    assert set(Asset.objects.all()) == {used, entered}
    assert not stored_assets.path_of(useless.key).exists()
    assert Rendition.objects.count() == 2
    verification.verify_all()
    assert not Finding.objects.exists()


def test_what_was_revived_between_the_steps_of_its_removal_stays(monkeypatch):
    """Its copies are given up by then, with their rows, so that they are made again."""
    (asset,) = stored_assets.fill(1)
    Asset.objects.update(state=Asset.State.READY, recipe="7")
    (copy,) = stored_assets.add_copies([asset])
    os.utime(stored_assets.path_of(copy.key), (0, 0))
    sweep(NOW)

    def revive(step):
        if step == "copies given up":
            picture_of(asset)

    monkeypatch.setattr(failpoints, "reach", revive)
    assert sweep(NOW + A_DAY).assets == 0
    asset.refresh_from_db()
    assert (asset.state, asset.renditions.count()) == (Asset.State.NEW, 0)
    assert keys_there() == {asset.key}


def test_a_picture_goes_with_the_redirects_to_it():
    (asset,) = stored_assets.fill(1)
    picture = discarded(asset)
    redirect = picture_of(merged_into=picture)
    picture_of(merged_into=redirect)
    other = picture_of()
    assert sweep(NOW).pictures == 1
    assert Picture.objects.get() == other


def test_a_picture_that_something_needs_is_no_longer_discarded():
    one, two = stored_assets.fill(2)
    picture = discarded(one)
    redirect = picture_of(two, merged_into=picture)
    assert sweep(NOW).pictures == 0
    assert not Picture.objects.discarded().exists()
    assert set(Picture.objects.all()) == {picture, redirect}
    assert Version.objects.count() == 2


def test_nobody_misses_any_longer_what_was_removed():
    (asset,) = stored_assets.fill(1)
    stored_assets.path_of(asset.key).unlink()
    stored_assets.stray("stays away from this")
    verification.verify_all()
    assert Finding.objects.open().count() == 2
    sweep(NOW)
    sweep(NOW + A_DAY)
    assert not Finding.objects.open().filter(key=asset.key).exists()


class PulledPlug(BaseException):
    pass


STEPS = [
    "picture gone",
    "marked",
    "copies given up",
    "row deleted",
    "bytes removed",
    "asset gone",
    "stray cleared",
]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("is_sent_again", [False, True])
def test_a_sweep_that_was_ended_anywhere_is_completed_by_the_next(
    monkeypatch, step, is_sent_again
):
    stays = stored_assets.fill(1)[0]
    picture_of(stays)
    asset = keep()
    keep_copy(asset)
    discarded(asset)
    stored_assets.stray("stray", "web")

    def reach(here):
        if here == step:
            raise PulledPlug(step)

    with monkeypatch.context() as patch:
        patch.setattr(failpoints, "reach", reach)
        with pytest.raises(PulledPlug):
            sweep(timezone.now(), AT_ONCE)
    if is_sent_again:
        picture_of(keep(PHOTO, "b.jpg"))
        assert {
            findings.check(row) for row in [*Asset.objects.all(), *Rendition.objects.all()]
        } == {None}
    sweep(timezone.now(), AT_ONCE)
    left = {stays.key, asset.key} if is_sent_again else {stays.key}
    assert {row.key for row in Asset.objects.living()} == left
    assert {row.key for row in [*Asset.objects.all(), *Rendition.objects.all()]} == keys_there()
