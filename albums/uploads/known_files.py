"""Add files to an album without uploading them again if they are stored already."""

from dataclasses import dataclass
from itertools import batched

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from albums import arrival
from albums.arrival import IncomingFile, Outcome
from albums.models import Placement
from assets.intake import intake
from assets.intake.intake import BytesVanished, KeptFile
from assets.intake.kinds import FileType
from assets.models import Asset, Version
from assets.storage import failpoints, vault
from assets.storage.fingerprint import Fingerprint

GROUP_SIZE = 64
MAX_BYTES_REREAD = 8 * 1024**3
UNKNOWN = "unknown"
ANSWER_BY_OUTCOME = {Outcome.NEW: "placed", Outcome.DUPLICATE: "here", Outcome.RESTORED: "revived"}


@dataclass(frozen=True)
class CandidateFile:
    """A file that a browser could upload: its hash, size, name and folder."""

    sha256: str
    size: int
    name: str
    folder: str = ""
    section: str = ""


def place(album, wanted, person):
    """Add the stored ones of the files to the album. Return an answer for each file, in order.

    UNKNOWN means that the file must be uploaded.
    """
    intact = _find_intact_hashes(_filter_assets_visible_to(wanted, person))
    answers = []
    for group in batched(wanted, GROUP_SIZE):
        hashes = intact & {file.sha256 for file in group}
        try:
            with transaction.atomic():
                answers += _place_group(album, group, hashes, person)
        except BytesVanished:
            answers += [UNKNOWN] * len(group)
    return answers


def _filter_assets_visible_to(wanted, person):
    """Return the assets with these hashes that the user may know of."""
    # Uploaders get no answer about other people's files: they could test for any hash.
    hashes = {file.sha256 for file in wanted}
    assets = Asset.objects.filter(sha256__in=hashes, lost_at=None).by_hash()
    if person.is_owner:
        return assets
    seen = Placement.objects.visible_to(person)
    versions = Version.objects.filter(asset__sha256__in=hashes)
    own = versions.filter(Q(uploader=person) | Q(picture__in=seen.values("picture")))
    return assets.filter(pk__in=own.values("asset"))


def _find_intact_hashes(assets):
    """Return the hashes of the assets whose stored bytes are intact."""
    # Files that were not verified lately are read again, up to a limit for each request. The rest
    # is reported as unknown, and so uploaded again.
    intact, bytes_left = set(), MAX_BYTES_REREAD
    for asset in assets:
        if not vault.is_still_verified(asset.key, asset.size, asset.verified_at):
            bytes_left -= asset.size
            if bytes_left < 0 or not _reread_and_check(asset):
                continue
        intact.add(asset.sha256)
    return intact


def _reread_and_check(asset):
    now = timezone.now()
    if not vault.is_whole(asset.key, _fingerprint(asset)):
        return False
    Asset.objects.filter(pk=asset.pk).update(verified_at=now)
    return True


def _place_group(album, group, hashes, person):
    """Add one group of files to the album and return an answer for each."""
    # Take the same locks in the same order as a new file does, or two requests could deadlock:
    # first the assets by hash, then the album.
    locked = Asset.objects.select_for_update().filter(sha256__in=hashes, lost_at=None).by_hash()
    assets = {
        (asset.sha256, asset.size): intake.enter_asset(
            KeptFile(_fingerprint(asset), FileType(asset.kind, asset.extension))
        )
        for asset in locked
    }
    failpoints.reach("held assets entered")
    matches = [assets.get((file.sha256, file.size)) for file in group]
    known = [(asset, file) for asset, file in zip(matches, group, strict=True) if asset]
    incoming = [IncomingFile(None, file.name, file.folder, file.section) for _, file in known]
    added = iter(arrival.place_assets(album, [asset for asset, _ in known], incoming, person))
    return [ANSWER_BY_OUTCOME[next(added).outcome] if asset else UNKNOWN for asset in matches]


def _fingerprint(asset):
    return Fingerprint(asset.sha256, asset.crc32, asset.size)
