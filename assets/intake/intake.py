"""Keep a file for good: first its bytes, then its row, and only then is it acknowledged."""

from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from assets.intake import kinds
from assets.intake.kinds import FileType
from assets.models import Asset
from assets.storage import failpoints, paths, vault
from assets.storage.fingerprint import Fingerprint

MAX_ATTEMPTS = 3


class BytesVanished(Exception):
    """The bytes went between their keeping and their row; keeping them again helps."""


@dataclass(frozen=True)
class ReceivedFile:
    """A file that lies in the incoming folder, whole and on disk, and has no name yet."""

    incoming: vault.IncomingFile
    fingerprint: Fingerprint
    detected: FileType

    @property
    def key(self):
        return paths.original_key(self.fingerprint.sha256, self.detected.extension)


@dataclass(frozen=True)
class KeptFile:
    """Bytes that are there for good; no row says so yet."""

    fingerprint: Fingerprint
    detected: FileType


def keep_and_enter(received, enter):
    """Keep a group of files and return what ENTER makes of them in one transaction.

    ENTER gets the kept files by hash and calls enter_asset for each of them.
    """
    for _ in range(MAX_ATTEMPTS):
        # A sweep may remove the bytes before their row exists. Keeping them again helps.
        with suppress(BytesVanished), vault.classify_disk_errors():
            kept = keep_files(received)
            with transaction.atomic():
                return enter(kept)
    raise BytesVanished(", ".join(file.key for file in received))


def receive_file(file, name, size=0):
    """Copy FILE in, reading it once. No row is touched, so this may run anywhere."""
    receiving = FileReceiver(name, size)
    try:
        receiving.write(file.read(kinds.HEAD_SIZE))
        while piece := file.read(vault.BLOCK_SIZE):
            receiving.write(piece)
        return receiving.finish()
    except BaseException:
        receiving.discard()
        raise


class FileReceiver:
    """A file that comes in pieces of any length; what nobody wants is refused by its head."""

    def __init__(self, name, size=0):
        self._name, self._size = name, size
        self._head, self._incoming, self._detected = b"", None, None

    def write(self, piece):
        if self._incoming:
            self._keep(piece)
            return
        self._head += piece
        if len(self._head) >= kinds.HEAD_SIZE:
            self._begin()

    def finish(self):
        if not self._incoming:
            self._begin()
        with vault.classify_disk_errors():
            return ReceivedFile(self._incoming, self._incoming.finish(), self._detected)

    def discard(self):
        if self._incoming:
            self._incoming.discard()

    def _begin(self):
        self._detected = kinds.detect_type(self._head, self._name)
        self._incoming = vault.create_incoming(self._size)
        self._keep(self._head)

    def _keep(self, piece):
        with vault.classify_disk_errors():
            self._incoming.write(piece)


def receive_incoming(path, name):
    """Receive what lies in the incoming folder already: no copy is made, and it stays there."""
    incoming = vault.open_incoming(path)
    try:
        detected = kinds.detect_type(incoming.file.read(kinds.HEAD_SIZE), name)
        with vault.classify_disk_errors():
            incoming.reread()
            return ReceivedFile(incoming, incoming.finish(), detected)
    except BaseException:
        incoming.file.close()
        raise


def keep_files(received):
    """Make the bytes of a group of files durable under their names; by hash, what is kept now."""
    group = {one.fingerprint.sha256: one for one in received}
    known = Asset.objects.in_bulk(group, field_name="sha256")
    keys = {sha256: known.get(sha256, one).key for sha256, one in group.items()}
    taken = vault.put([(group[sha256].incoming.path, key) for sha256, key in keys.items()])
    for sha256, key in keys.items():
        if key in taken:
            _verify_or_heal(key, group[sha256], known.get(sha256))
    return {sha256: KeptFile(one.fingerprint, one.detected) for sha256, one in group.items()}


def enter_asset(kept):
    """The row of bytes that are there; for use inside the transaction that acknowledges them."""
    now = timezone.now()
    print_ = kept.fingerprint
    asset, is_new = Asset.objects.select_for_update().get_or_create(
        sha256=print_.sha256,
        defaults={
            "crc32": print_.crc32,
            "size": print_.size,
            "kind": kept.detected.kind,
            "extension": kept.detected.extension,
            "verified_at": now,
        },
    )
    # From here on no sweep can take the bytes; one that was faster has taken them already.
    found = vault.stat(asset.key)
    if found is None or found.size != asset.size:
        raise BytesVanished(asset.key)
    if not is_new and (asset.doomed_at or asset.lost_at):
        asset.doomed_at = asset.lost_at = None
        asset.verified_at = now
        asset.save(update_fields=["doomed_at", "lost_at", "verified_at"])
    failpoints.reach("entered")
    return asset


def _verify_or_heal(key, received, asset):
    """Dedup never trusts a name: what lies there is what came, or it is replaced by what came."""
    print_ = received.fingerprint
    if (
        asset
        and not asset.lost_at
        and vault.is_still_verified(key, print_.size, asset.verified_at)
    ):
        return
    if vault.is_whole(key, print_):
        Asset.objects.filter(sha256=print_.sha256).update(verified_at=timezone.now())
    else:
        vault.replace(received.incoming.path, key, print_)
        failpoints.reach("healed")
