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


class NoBackup(OSError):
    """There is no folder to read, or none that we may read."""


class Unreadable(Exception):
    """A file of the backup cannot be read."""


@dataclass(frozen=True)
class Mended:
    repaired: int
    lost: int


def require(folder):
    """Asked before hours of reading, not after them."""
    try:
        os.scandir(folder).close()
    except OSError as error:
        raise NoBackup(error.errno, error.strerror, str(folder)) from error


def mend(folder):
    """First where it should lie in a backup of ours, then wherever something is as large."""
    lost = {asset.sha256: asset for asset in Asset.objects.living().lost().by_hash()}
    before = len(lost)
    for asset in list(lost.values()):
        places = (Path(folder, asset.key), Path(folder, "photos", asset.key))
        if any(_bring_back(asset, place) for place in places):
            del lost[asset.sha256]
    _look_everywhere(folder, lost)
    return Mended(before - len(lost), len(lost))


def _look_everywhere(folder, lost):
    sizes = {asset.size for asset in lost.values()}
    for path in _files_of_size(folder, sizes) if lost else ():
        asset = lost.get(_sha256_of(path))
        if asset and _bring_back(asset, path):
            del lost[asset.sha256]
        if not lost:
            return


def _files_of_size(folder, sizes):
    for place, folders, names in os.walk(
        folder, onerror=lambda error: _complain(error.filename, error)
    ):
        folders.sort()
        for path in (Path(place, name) for name in sorted(names)):
            if _size_of(path) in sizes:
                yield path


def _size_of(path):
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None


def _sha256_of(path):
    try:
        return fingerprint.of(_pieces(path)).sha256
    except Unreadable:
        return ""


def _bring_back(asset, path):
    """Whether it is whole again; what is read while it is copied is what counts."""
    if _size_of(path) != asset.size:
        return False
    incoming = vault.incoming(asset.size)
    try:
        print_ = _copied(path, incoming)
        if print_ is None or not asset.is_of(print_):
            return False
        vault.replace(incoming.path, asset.key, print_)
        failpoints.reach("mended")
        findings.clear([asset], timezone.now())
    finally:
        incoming.discard()
    return True


def _copied(path, incoming):
    """Nothing, if it cannot be read; another copy of it perhaps can."""
    try:
        with vault.told_plainly():
            for piece in _pieces(path):
                incoming.write(piece)
            return incoming.finish()
    except Unreadable:
        return None


def _pieces(path):
    try:
        with path.open("rb") as file:
            while piece := file.read(vault.PIECE):
                yield piece
    except OSError as error:
        _complain(path, error)
        raise Unreadable(str(path)) from error


def _complain(path, error):
    """Whoever reads this may be able to make it readable."""
    logger.warning("%s cannot be read: %s", path, error.strerror)
