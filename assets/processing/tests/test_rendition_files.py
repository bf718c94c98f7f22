import os
import zlib

import pytest
from django.utils import timezone

from assets.integrity import findings
from assets.models import Asset, Rendition
from assets.processing import rendition_files, scratch
from assets.processing.rendition_files import RenditionFile
from assets.storage import failpoints, paths, vault
from assets.storage.backends import DiskFailure
from assets.tests.factories import stored_assets
from assets.tests.factories.assets import keep

pytestmark = [pytest.mark.django_db, pytest.mark.db]

KINDS = ["web", "small"]


class PulledPlug(BaseException):
    pass


@pytest.fixture
def asset():
    return keep()


def make(asset, content=b"a rendition", kinds=KINDS, recipe="r1"):
    """As a step does: files in a workshop, then keep them."""
    with scratch.open_folder() as folder:
        made = []
        for kind in kinds:
            path = folder / f"{kind}.webp"
            path.write_bytes(content + kind.encode())
            made.append(RenditionFile(kind, recipe, path, 30, 20))
        rendition_files.store(asset, made)


def key_of(asset, kind="web", recipe="r1"):
    return paths.rendition_key(kind, asset.sha256, recipe)


def contents(asset):
    return {copy.kind: stored_assets.content_at(copy.key) for copy in asset.renditions.all()}


def are_true(asset):
    """Whether each row says what its file is."""
    return {findings.check(copy) for copy in asset.renditions.select_related("asset")} == {None}


def test_rows_say_what_the_files_are(asset):
    make(asset)
    copy = asset.renditions.get(kind="web")
    content = b"a renditionweb"
    assert stored_assets.content_at(copy.key) == content
    assert (copy.size, copy.crc32) == (len(content), zlib.crc32(content))
    assert (copy.recipe, copy.extension) == ("r1", "webp")
    assert (copy.width, copy.height) == (30, 20)
    assert are_true(asset)


def test_nobody_writes_to_them_and_they_have_one_name(asset):
    make(asset)
    status = stored_assets.path_of(key_of(asset)).stat()
    assert status.st_mode & 0o777 == 0o444
    assert status.st_nlink == 1
    assert not vault.stat(key_of(asset)).may_be_arriving


def test_bytes_are_there_before_any_row_is(asset, monkeypatch):
    met = []

    def reach(step):
        there = stored_assets.stored_keys() - {asset.key}
        met.append((step, len(there), Rendition.objects.count()))

    monkeypatch.setattr(failpoints, "reach", reach)
    make(asset)
    assert ("copies stored", 2, 0) in met
    assert met[-1] == ("copies entered", 2, 2)


def test_what_is_not_durable_gets_no_row(asset, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda file: (_ for _ in ()).throw(OSError(5, "I/O")))
    with pytest.raises(DiskFailure):
        make(asset)
    assert not Rendition.objects.exists()
    assert vault.last_unclean_stop() > timezone.now().timestamp() - 60


def test_each_file_is_synced_before_its_row_is(asset, monkeypatch):
    synced, sync = {}, os.fsync

    def noted(file):
        synced[os.fstat(file).st_ino] = Rendition.objects.exists()
        sync(file)

    monkeypatch.setattr(os, "fsync", noted)
    make(asset)
    for copy in asset.renditions.all():
        assert synced[stored_assets.path_of(copy.key).stat().st_ino] is False


@pytest.mark.parametrize("left", [b"a renditionweb", b"cut o", b"other bytes of the same, "])
def test_what_somebody_killed_left_behind_is_replaced(asset, left):
    stored_assets.write_file(key_of(asset), left)
    make(asset)
    assert contents(asset) == {"web": b"a renditionweb", "small": b"a renditionsmall"}
    assert are_true(asset)
    assert stored_assets.quarantined() == ([] if left == b"a renditionweb" else [left])


def test_whoever_was_killed_before_the_rows_is_followed_by_another(asset, monkeypatch):
    def reach(step):
        if step == "copies stored":
            raise PulledPlug

    with monkeypatch.context() as patch:
        patch.setattr(failpoints, "reach", reach)
        with pytest.raises(PulledPlug):
            make(asset, b"by an older encoder")
    assert not Rendition.objects.exists()
    make(asset)
    assert contents(asset)["web"] == b"a renditionweb"
    assert are_true(asset)


def test_a_copy_that_has_a_row_never_changes(asset):
    make(asset)
    before = list(Rendition.objects.order_by("pk").values())
    make(asset, b"by another encoder", [*KINDS, "thumbnails"])
    assert contents(asset)["web"] == b"a renditionweb"
    assert list(Rendition.objects.exclude(kind="thumbnails").order_by("pk").values()) == before
    assert contents(asset)["thumbnails"] == b"by another encoderthumbnails"
    assert are_true(asset)
    assert stored_assets.quarantined() == []


def test_of_two_at_once_the_first_to_enter_counts(asset, monkeypatch):
    others = [b"by the faster one"]

    def reach(step):
        if step == "copies stored" and others:
            make(asset, others.pop())

    monkeypatch.setattr(failpoints, "reach", reach)
    make(asset)
    assert contents(asset)["web"] == b"by the faster oneweb"
    assert are_true(asset)


def test_what_was_cleared_away_before_its_row_is_put_back(asset, monkeypatch):
    def reach(step):
        if step == "copies stored":
            vault.delete(key_of(asset))

    monkeypatch.setattr(failpoints, "reach", reach)
    make(asset)
    assert contents(asset)["web"] == b"a renditionweb"


def test_what_is_about_to_be_removed_gets_none(asset):
    Asset.objects.update(doomed_at=timezone.now())
    make(asset)
    assert not Rendition.objects.exists()


def test_another_recipe_is_another_file(asset):
    make(asset)
    make(asset, b"turned", recipe="r1-90")
    assert stored_assets.content_at(key_of(asset)) == b"a renditionweb"
    assert stored_assets.content_at(key_of(asset, recipe="r1-90")) == b"turnedweb"
    assert Rendition.objects.count() == 4


def test_a_recipe_is_missing_as_long_as_one_of_its_kinds_is(asset):
    assert rendition_files.find_missing_recipes(asset, KINDS, ["r1", "r2"]) == ["r1", "r2"]
    make(asset, kinds=["web"])
    assert rendition_files.find_missing_recipes(asset, KINDS, ["r1", "r2"]) == ["r1", "r2"]
    make(asset, kinds=["small"])
    assert rendition_files.find_missing_recipes(asset, KINDS, ["r1", "r2"]) == ["r2"]
