"""Bringing lost originals back from a backup, of which only the bytes are believed."""

import logging
import os
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from assets.integrity import findings
from assets.models import Asset
from assets.storage import failpoints, fingerprint, vault

logger = logging.getLogger(__name__)


class BackupUnavailable(OSError):
    """There is no folder to read, or none that we may read."""


class FileUnreadable(Exception):
    """A file of the backup cannot be read."""


@dataclass(frozen=True)
class RepairResult:
    repaired: int
    lost: int


def check_backup(folder):
    """Asked before hours of reading, not after them."""
    try:
        os.scandir(folder).close()
    except OSError as error:
        raise BackupUnavailable(error.errno, error.strerror, str(folder)) from error


def restore_lost(folder):
    """First where it should lie in a backup of ours, then wherever something is as large."""
    lost = {asset.sha256: asset for asset in Asset.objects.living().lost().by_hash()}
    before = len(lost)
    for asset in list(lost.values()):
        places = (Path(folder, asset.key), Path(folder, "photos", asset.key))
        if any(_restore(asset, place) for place in places):
            del lost[asset.sha256]
    _search_backup(folder, lost)
    return RepairResult(before - len(lost), len(lost))


def _search_backup(folder, lost):
    sizes = {asset.size for asset in lost.values()}
    for path in _find_files_by_size(folder, sizes) if lost else ():
        asset = lost.get(_hash_file(path))
        if asset and _restore(asset, path):
            del lost[asset.sha256]
        if not lost:
            return


def _find_files_by_size(folder, sizes):
    for place, folders, names in os.walk(
        folder, onerror=lambda error: _warn_unreadable(error.filename, error)
    ):
        folders.sort()
        for path in (Path(place, name) for name in sorted(names)):
            if _get_size(path) in sizes:
                yield path


def _get_size(path):
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None


def _hash_file(path):
    try:
        return fingerprint.compute_fingerprint(_read_chunks(path)).sha256
    except FileUnreadable:
        return ""


def _restore(asset, path):
    """Whether it is whole again; what is read while it is copied is what counts."""
    if _get_size(path) != asset.size:
        return False
    incoming = vault.create_incoming(asset.size)
    try:
        print_ = _copy_to_incoming(path, incoming)
        if print_ is None or not asset.is_of(print_):
            return False
        vault.replace(incoming.path, asset.key, print_)
        failpoints.reach("mended")
        findings.mark_whole([asset], timezone.now())
    finally:
        incoming.discard()
    return True


def _copy_to_incoming(path, incoming):
    """Nothing, if it cannot be read; another copy of it perhaps can."""
    try:
        with vault.classify_disk_errors():
            for piece in _read_chunks(path):
                incoming.write(piece)
            return incoming.finish()
    except FileUnreadable:
        return None


def _read_chunks(path):
    try:
        with path.open("rb") as file:
            while piece := file.read(vault.BLOCK_SIZE):
                yield piece
    except OSError as error:
        _warn_unreadable(path, error)
        raise FileUnreadable(str(path)) from error


def _warn_unreadable(path, error):
    """Whoever reads this may be able to make it readable."""
    logger.warning("%s cannot be read: %s", path, error.strerror)
