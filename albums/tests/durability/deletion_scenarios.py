"""Scenarios that delete and restore files."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from albums.models import Album
from albums.tests.durability.scenarios import DAMAGE, Arrival
from albums.tests.factories import stored_files
from albums.tests.factories.stored_files import (
    fake_jpeg,
    find_flaw,
    key_of,
    sha256_of,
    store_in_album,
)
from albums.trash import disposal as albums_disposal
from assets.integrity import disposal, repair
from assets.models import Asset, Rendition
from assets.storage import paths, vault

AT_ONCE = timedelta(0)


class AlbumDeletion(Arrival):
    """An album is deleted forever, with all files that are in no other album, and a stray file."""

    def prepare(self):
        album = stored_files.get_album(self.name)
        store_in_album(self.files, album)
        store_in_album([self.known])
        for asset in Asset.objects.filter(sha256__in=map(sha256_of, self.files)):
            copy = Rendition(
                asset=asset, kind="small", recipe="r1", extension="webp", size=1, crc32=0
            )
            stored_files.write_stored(copy.key, b"x")
            copy.save()
        stored_files.write_stored(self._stray, b"nobody's")
        albums_disposal.trash_album(album, timezone.now())

    @property
    def _stray(self):
        return key_of(fake_jpeg(f"{self.name} stray"))

    def act(self, album=None):
        now = timezone.now()
        albums_disposal.purge(now, AT_ONCE)
        disposal.sweep(now, AT_ONCE)

    def check_done(self):
        assert find_flaw(self.known) == ""
        assert not Album.objects.filter(title=self.name).exists()
        hashes = {sha256_of(content) for content in self.files} - {sha256_of(self.known)}
        assert not Asset.objects.filter(sha256__in=hashes).exists()
        assert [key for key in _all_keys() if paths.parse_sha256(key) in hashes] == []
        assert vault.stat(self._stray) is None
        assert stored_files.list_strays() == []


class RepairFromBackup(Arrival):
    """Damaged files are restored from a backup."""

    def prepare(self):
        store_in_album(self.files)
        for content in self.files:
            backup = self._backup / key_of(content)
            backup.parent.mkdir(parents=True, exist_ok=True)
            backup.write_bytes(content)
            stored_files.write_stored(key_of(content), DAMAGE)
        lost = Asset.objects.filter(sha256__in=map(sha256_of, self.files))
        lost.update(lost_at=timezone.now())

    @property
    def _backup(self):
        return settings.DATA.parent / "backups" / self.name

    def act(self, album=None):
        repair.restore_lost(self._backup)

    def check_after_failure(self):
        assert stored_files.list_rows_without_bytes() == []
        for content in self.files:
            whole = stored_files.read_stored(key_of(content))
            assert whole == content or DAMAGE in [whole, *stored_files.read_quarantined(content)]

    def check_done(self):
        super().check_done()
        assert not Asset.objects.lost().exists()


def _all_keys():
    return [key for kind in (paths.ORIGINALS, *paths.RENDITION_KINDS) for key in vault.walk(kind)]
