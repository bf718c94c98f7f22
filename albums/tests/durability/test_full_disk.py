"""A full disk is an error without damage: files stay, and only adding files fails."""

import random
import shutil

import pytest
from django.utils import timezone

from albums.models import Placement
from albums.tests.factories import stored_files
from albums.tests.factories.stored_files import fake_jpeg, find_flaw, sha256_of, store_in_album
from assets.models import Asset
from assets.storage import paths, vault
from assets.storage.vault import DiskFull
from clientpix.testing.installation import Installation

MEGABYTE = 1024**2
PASSES = pytest.mark.parametrize("passes", [2, pytest.param(20, marks=pytest.mark.long)])


@pytest.fixture
def disk(small_disk, settings):
    disk = small_disk(24)
    settings.PHOTOS = disk.path / "photos"
    photos = {**settings.STORAGES["photos"], "OPTIONS": {"location": settings.PHOTOS}}
    settings.STORAGES = {**settings.STORAGES, "photos": photos}
    return disk


def fill(dice, **how):
    """Add files until one is refused. Return the stored files and the refused one."""
    kept = []
    while True:
        content = fake_jpeg(str(dice.random()), dice.randrange(50_000, 2_000_000))
        try:
            store_in_album([content], **how)
        except DiskFull:
            return kept, content
        kept.append(content)


@PASSES
@pytest.mark.parametrize("is_announced", [True, False])
@pytest.mark.parametrize("reserve", [0, 4 * MEGABYTE])
@pytest.mark.django_db(transaction=True)
def test_refused_file_leaves_nothing_and_can_be_added_later(
    disk, settings, reserve, is_announced, passes
):
    settings.DISK_RESERVE = reserve
    dice, ballast = random.Random(passes), disk.path / "ballast"
    for _ in range(passes):
        ballast.write_bytes(bytes(dice.randrange(3, 9) * MEGABYTE))
        kept, refused = fill(dice, is_announced=is_announced)
        assert list(vault.walk("incoming")) == stored_files.list_strays() == []
        assert not Asset.objects.filter(sha256=sha256_of(refused)).exists()
        assert vault.stat(paths.original_key(sha256_of(refused), "jpg")) is None
        assert not is_announced or disk.free() > reserve - MEGABYTE / 10
        Placement.objects.update(trashed_at=timezone.now())
        assert {find_flaw(content) for content in kept} == {""}
        ballast.unlink()
        store_in_album([refused])
        assert find_flaw(refused) == ""
        stored_files.delete_all_rows()
        for key in list(vault.walk("originals")):
            vault.delete(key)


@pytest.mark.parametrize(
    ("what", "reserve"), [("to_the_last_byte", "0"), ("until_the_reserve", "6")]
)
def test_error_is_disk_full_when_rows_find_no_space(small_disk, installation, what, reserve):
    full = Installation(small_disk(32).path / "house")
    shutil.copytree(installation.folder, full.folder)
    full.python(
        f"from albums.tests.durability import disk_filler; disk_filler.{what}()",
        CLIENTPIX_DISK_RESERVE=reserve,
    )
    assert full.value("PRAGMA integrity_check") == "ok"
