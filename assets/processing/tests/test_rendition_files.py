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


class PowerCut(BaseException):
    pass


@pytest.fixture
def asset():
    return keep()


def store_renditions(asset, content=b"a rendition", kinds=KINDS, recipe="r1"):
    """As a step does: files in a workshop, then keep them."""
    with scratch.open_folder() as folder:
        made = []
        for kind in kinds:
            path = folder / f"{kind}.webp"
            path.write_bytes(content + kind.encode())
            made.append(RenditionFile(kind, recipe, path, 30, 20))
        rendition_files.store(asset, made)


def get_key(asset, kind="web", recipe="r1"):
    return paths.rendition_key(kind, asset.sha256, recipe)


def read_contents(asset):
    return {copy.kind: stored_assets.content_at(copy.key) for copy in asset.renditions.all()}


def do_rows_match_files(asset):
    """Whether each row says what its file is."""
    return {findings.check(copy) for copy in asset.renditions.select_related("asset")} == {None}


def test_rows_match_the_stored_files(asset):
    store_renditions(asset)
    copy = asset.renditions.get(kind="web")
    content = b"a renditionweb"
    assert stored_assets.content_at(copy.key) == content
    assert (copy.size, copy.crc32) == (len(content), zlib.crc32(content))
    assert (copy.recipe, copy.extension) == ("r1", "webp")
    assert (copy.width, copy.height) == (30, 20)
    assert do_rows_match_files(asset)


def test_stored_files_are_read_only_and_have_one_link(asset):
    store_renditions(asset)
    status = stored_assets.path_of(get_key(asset)).stat()
    assert status.st_mode & 0o777 == 0o444
    assert status.st_nlink == 1
    assert not vault.stat(get_key(asset)).may_be_arriving


def test_files_are_stored_before_their_rows(asset, monkeypatch):
    met = []

    def reach(step):
        there = stored_assets.stored_keys() - {asset.key}
        met.append((step, len(there), Rendition.objects.count()))

    monkeypatch.setattr(failpoints, "reach", reach)
    store_renditions(asset)
    assert ("copies stored", 2, 0) in met
    assert met[-1] == ("copies entered", 2, 2)


def test_no_row_is_inserted_when_a_sync_fails(asset, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda file: (_ for _ in ()).throw(OSError(5, "I/O")))
    with pytest.raises(DiskFailure):
        store_renditions(asset)
    assert not Rendition.objects.exists()
    assert vault.last_unclean_stop() > timezone.now().timestamp() - 60


def test_each_file_is_synced_before_its_row_is_inserted(asset, monkeypatch):
    synced, sync = {}, os.fsync

    def noted(file):
        synced[os.fstat(file).st_ino] = Rendition.objects.exists()
        sync(file)

    monkeypatch.setattr(os, "fsync", noted)
    store_renditions(asset)
    for copy in asset.renditions.all():
        assert synced[stored_assets.path_of(copy.key).stat().st_ino] is False


@pytest.mark.parametrize("left", [b"a renditionweb", b"cut o", b"other bytes of the same, "])
def test_files_without_rows_are_replaced(asset, left):
    stored_assets.write_file(get_key(asset), left)
    store_renditions(asset)
    assert read_contents(asset) == {"web": b"a renditionweb", "small": b"a renditionsmall"}
    assert do_rows_match_files(asset)
    assert stored_assets.quarantined() == ([] if left == b"a renditionweb" else [left])


def test_next_attempt_succeeds_after_a_crash_before_the_rows(asset, monkeypatch):
    def reach(step):
        if step == "copies stored":
            raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(failpoints, "reach", reach)
        with pytest.raises(PowerCut):
            store_renditions(asset, b"by an older encoder")
    assert not Rendition.objects.exists()
    store_renditions(asset)
    assert read_contents(asset)["web"] == b"a renditionweb"
    assert do_rows_match_files(asset)


def test_rendition_with_a_row_never_changes(asset):
    store_renditions(asset)
    before = list(Rendition.objects.order_by("pk").values())
    store_renditions(asset, b"by another encoder", [*KINDS, "thumbnails"])
    assert read_contents(asset)["web"] == b"a renditionweb"
    assert list(Rendition.objects.exclude(kind="thumbnails").order_by("pk").values()) == before
    assert read_contents(asset)["thumbnails"] == b"by another encoderthumbnails"
    assert do_rows_match_files(asset)
    assert stored_assets.quarantined() == []


def test_first_of_two_concurrent_rows_wins(asset, monkeypatch):
    others = [b"by the faster one"]

    def reach(step):
        if step == "copies stored" and others:
            store_renditions(asset, others.pop())

    monkeypatch.setattr(failpoints, "reach", reach)
    store_renditions(asset)
    assert read_contents(asset)["web"] == b"by the faster oneweb"
    assert do_rows_match_files(asset)


def test_file_that_was_removed_before_its_row_is_stored_again(asset, monkeypatch):
    def reach(step):
        if step == "copies stored":
            vault.delete(get_key(asset))

    monkeypatch.setattr(failpoints, "reach", reach)
    store_renditions(asset)
    assert read_contents(asset)["web"] == b"a renditionweb"


def test_doomed_asset_gets_no_renditions(asset):
    Asset.objects.update(doomed_at=timezone.now())
    store_renditions(asset)
    assert not Rendition.objects.exists()


def test_another_recipe_has_another_file(asset):
    store_renditions(asset)
    store_renditions(asset, b"turned", recipe="r1-90")
    assert stored_assets.content_at(get_key(asset)) == b"a renditionweb"
    assert stored_assets.content_at(get_key(asset, recipe="r1-90")) == b"turnedweb"
    assert Rendition.objects.count() == 4


def test_recipe_is_missing_until_all_its_kinds_exist(asset):
    assert rendition_files.find_missing_recipes(asset, KINDS, ["r1", "r2"]) == ["r1", "r2"]
    store_renditions(asset, kinds=["web"])
    assert rendition_files.find_missing_recipes(asset, KINDS, ["r1", "r2"]) == ["r1", "r2"]
    store_renditions(asset, kinds=["small"])
    assert rendition_files.find_missing_recipes(asset, KINDS, ["r1", "r2"]) == ["r2"]
