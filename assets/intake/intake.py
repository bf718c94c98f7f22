"""Store a file durably: first its bytes, then its row. Only then is it acknowledged."""

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
    """The bytes were removed before their row existed. Keeping them again helps."""


@dataclass(frozen=True)
class ReceivedFile:
    """A complete file in the incoming folder, synced to disk, not yet stored under its key."""

    incoming: vault.IncomingFile
    fingerprint: Fingerprint
    detected: FileType

    @property
    def key(self):
        return paths.original_key(self.fingerprint.sha256, self.detected.extension)


@dataclass(frozen=True)
class KeptFile:
    """A stored file that has no row yet."""

    fingerprint: Fingerprint
    detected: FileType


def keep_and_enter(received, enter):
    """Keep a group of files, then call `enter` with them in a transaction and return its result.

    `enter` gets the kept files by hash and calls enter_asset for each of them.
    """
    for _ in range(MAX_ATTEMPTS):
        # A sweep may remove the bytes before their row exists. Keeping them again helps.
        with suppress(BytesVanished), vault.classify_disk_errors():
            kept = keep_files(received)
            with transaction.atomic():
                return enter(kept)
    raise BytesVanished(", ".join(file.key for file in received))


def receive_file(file, name, size=0):
    """Copy a file to the incoming folder. Needs no database, so it can run in any thread."""
    receiver = FileReceiver(name, size)
    try:
        receiver.write(file.read(kinds.HEAD_SIZE))
        for block in vault.read_blocks(file):
            receiver.write(block)
        return receiver.finish()
    except BaseException:
        receiver.discard()
        raise


class FileReceiver:
    """Receives a file in blocks of any length, and refuses unsupported files by their head."""

    def __init__(self, name, size=0):
        self._name, self._size = name, size
        self._head, self._incoming, self._detected = b"", None, None

    def write(self, block):
        if self._incoming:
            self._write_incoming(block)
            return
        self._head += block
        if len(self._head) >= kinds.HEAD_SIZE:
            self._open_incoming()

    def finish(self):
        if not self._incoming:
            self._open_incoming()
        with vault.classify_disk_errors():
            return ReceivedFile(self._incoming, self._incoming.finish(), self._detected)

    def discard(self):
        if self._incoming:
            self._incoming.discard()

    def _open_incoming(self):
        self._detected = kinds.detect_type(self._head, self._name)
        self._incoming = vault.create_incoming(self._size)
        self._write_incoming(self._head)

    def _write_incoming(self, block):
        with vault.classify_disk_errors():
            self._incoming.write(block)


def receive_incoming(path, name):
    """Receive a file that is in the incoming folder already, without copying or removing it."""
    incoming = vault.open_incoming(path)
    try:
        detected = kinds.detect_type(incoming.file.read(kinds.HEAD_SIZE), name)
        with vault.classify_disk_errors():
            incoming.fingerprint_existing()
            return ReceivedFile(incoming, incoming.finish(), detected)
    except BaseException:
        incoming.file.close()
        raise


def keep_files(received):
    """Store a group of received files durably. Return them as kept files by hash."""
    group = {file.fingerprint.sha256: file for file in received}
    known = Asset.objects.in_bulk(group, field_name="sha256")
    # Known bytes keep the key they have, whatever extension this file came with.
    keys = {sha256: known.get(sha256, file).key for sha256, file in group.items()}
    taken = vault.put([(group[sha256].incoming.path, key) for sha256, key in keys.items()])
    for sha256, key in keys.items():
        if key in taken:
            _verify_or_heal(key, group[sha256], known.get(sha256))
    return {sha256: KeptFile(file.fingerprint, file.detected) for sha256, file in group.items()}


def enter_asset(kept):
    """Return the asset of a kept file, locked. Call inside the transaction that acknowledges it.

    Raise BytesVanished if the bytes are gone.
    """
    now = timezone.now()
    fingerprint = kept.fingerprint
    asset, is_new = Asset.objects.select_for_update().get_or_create(
        sha256=fingerprint.sha256,
        defaults={
            "crc32": fingerprint.crc32,
            "size": fingerprint.size,
            "kind": kept.detected.kind,
            "extension": kept.detected.extension,
            "verified_at": now,
        },
    )
    # The row is locked, so no sweep can remove the bytes from here on. An earlier one may have.
    status = vault.stat(asset.key)
    if status is None or status.size != asset.size:
        raise BytesVanished(asset.key)
    if not is_new and (asset.doomed_at or asset.lost_at):
        asset.doomed_at = asset.lost_at = None
        asset.verified_at = now
        asset.save(update_fields=["doomed_at", "lost_at", "verified_at"])
    failpoints.reach("entered")
    return asset


def _verify_or_heal(key, received, asset):
    """Make sure that the file that exists under this key is equal to the one received."""
    # An existing name proves nothing: the bytes behind it may be damaged.
    fingerprint = received.fingerprint
    if (
        asset
        and not asset.lost_at
        and vault.is_still_verified(key, fingerprint.size, asset.verified_at)
    ):
        return
    if vault.is_whole(key, fingerprint):
        Asset.objects.filter(sha256=fingerprint.sha256).update(verified_at=timezone.now())
    else:
        vault.replace(received.incoming.path, key, fingerprint)
        failpoints.reach("damaged file replaced")
