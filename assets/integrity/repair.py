"""Restore lost originals from a backup.

Only the bytes of the files in the backup count, not their names.
"""

import logging
import os
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from assets.integrity import findings
from assets.models import Asset
from assets.storage import failpoints, vault
from assets.storage.fingerprint import compute_fingerprint

logger = logging.getLogger(__name__)


class BackupUnavailable(OSError):
    """The folder doesn't exist or can't be read."""


class FileUnreadable(Exception):
    """A file in the backup can't be read."""


@dataclass(frozen=True)
class RepairResult:
    repaired: int
    lost: int


def check_backup(folder):
    """Raise BackupUnavailable if the folder can't be read."""
    # Checked before a verification that may take hours, not after it.
    try:
        os.scandir(folder).close()
    except OSError as error:
        raise BackupUnavailable(error.errno, error.strerror, str(folder)) from error


def restore_lost(folder):
    """Restore all lost originals that the backup has. Return a RepairResult."""
    lost = {asset.sha256: asset for asset in Asset.objects.living().lost().by_hash()}
    total = len(lost)
    # First look where a backup made by Client Pix has the file, then at all files of equal size.
    for asset in list(lost.values()):
        paths = (Path(folder, asset.key), Path(folder, "photos", asset.key))
        if any(_restore(asset, path) for path in paths):
            del lost[asset.sha256]
    _search_backup(folder, lost)
    return RepairResult(total - len(lost), len(lost))


def _search_backup(folder, lost):
    sizes = {asset.size for asset in lost.values()}
    for path in _find_files_by_size(folder, sizes) if lost else ():
        asset = lost.get(_hash_file(path))
        if asset and _restore(asset, path):
            del lost[asset.sha256]
        if not lost:
            return


def _find_files_by_size(folder, sizes):
    for parent, folders, names in os.walk(
        folder, onerror=lambda error: _warn_unreadable(error.filename, error)
    ):
        # In a stable order, so that repeated runs and their logs are comparable.
        folders.sort()
        for path in (Path(parent, name) for name in sorted(names)):
            if _get_size(path) in sizes:
                yield path


def _get_size(path):
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None


def _hash_file(path):
    try:
        return compute_fingerprint(_read_blocks(path)).sha256
    except FileUnreadable:
        return ""


def _restore(asset, path):
    """Restore an asset from a file. Return False if the file isn't the right one."""
    if _get_size(path) != asset.size:
        return False
    incoming = vault.create_incoming(asset.size)
    try:
        # The fingerprint is of the bytes that were copied, in case the file changes.
        fingerprint = _copy_to_incoming(path, incoming)
        if fingerprint is None or not asset.matches(fingerprint):
            return False
        vault.replace(incoming.path, asset.key, fingerprint)
        failpoints.reach("original restored")
        findings.mark_whole([asset], timezone.now())
    finally:
        incoming.discard()
    return True


def _copy_to_incoming(path, incoming):
    """Copy a file and return its fingerprint, or None if it can't be read."""
    # The backup may have another copy of the file that can be read.
    try:
        with vault.classify_disk_errors():
            for block in _read_blocks(path):
                incoming.write(block)
            return incoming.finish()
    except FileUnreadable:
        return None


def _read_blocks(path):
    try:
        with path.open("rb") as file:
            yield from vault.read_blocks(file)
    except OSError as error:
        _warn_unreadable(path, error)
        raise FileUnreadable(str(path)) from error


def _warn_unreadable(path, error):
    logger.warning("Can't read %s: %s", path, error.strerror)
