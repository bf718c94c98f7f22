"""Files that need not be sent, because they are kept already: they are only placed."""

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
    """A file that somebody could send: its hash, and what is written on it."""

    sha256: str
    size: int
    name: str
    folder: str = ""
    section: str = ""


def place(album, wanted, person):
    """An answer for each: what became of it, or that it is unknown and has to be sent."""
    sound = _find_intact_hashes(_filter_assets_visible_to(wanted, person))
    answers = []
    for group in batched(wanted, GROUP_SIZE):
        hashes = sound & {one.sha256 for one in group}
        try:
            with transaction.atomic():
                answers += _place_group(album, group, hashes, person)
        except BytesVanished:
            answers += [UNKNOWN] * len(group)
    return answers


def _filter_assets_visible_to(wanted, person):
    """Whoever could ask for any hash would learn what others keep here."""
    hashes = {one.sha256 for one in wanted}
    assets = Asset.objects.filter(sha256__in=hashes, lost_at=None).by_hash()
    if person.is_owner:
        return assets
    seen = Placement.objects.visible_to(person)
    versions = Version.objects.filter(asset__sha256__in=hashes)
    own = versions.filter(Q(uploader=person) | Q(picture__in=seen.values("picture")))
    return assets.filter(pk__in=own.values("asset"))


def _find_intact_hashes(assets):
    """Those whose bytes are there, read again if need be; for more there is another time."""
    sound, left = set(), MAX_BYTES_REREAD
    for asset in assets:
        if not vault.is_still_verified(asset.key, asset.size, asset.verified_at):
            left -= asset.size
            if left < 0 or not _reread_and_check(asset):
                continue
        sound.add(asset.sha256)
    return sound


def _reread_and_check(asset):
    now = timezone.now()
    if not vault.is_whole(asset.key, _fingerprint(asset)):
        return False
    Asset.objects.filter(pk=asset.pk).update(verified_at=now)
    return True


def _place_group(album, group, hashes, person):
    """With the locks of an arrival, and in their order: the assets by hash, then the album."""
    locked = Asset.objects.select_for_update().filter(sha256__in=hashes, lost_at=None).by_hash()
    assets = {
        (asset.sha256, asset.size): intake.enter_asset(
            KeptFile(_fingerprint(asset), FileType(asset.kind, asset.extension))
        )
        for asset in locked
    }
    failpoints.reach("held assets entered")
    found = [assets.get((one.sha256, one.size)) for one in group]
    known = [(asset, one) for asset, one in zip(found, group, strict=True) if asset]
    parcels = [IncomingFile(None, one.name, one.folder, one.section) for _asset, one in known]
    arrivals = iter(arrival.place_assets(album, [asset for asset, _one in known], parcels, person))
    return [ANSWER_BY_OUTCOME[next(arrivals).outcome] if asset else UNKNOWN for asset in found]


def _fingerprint(asset):
    return Fingerprint(asset.sha256, asset.crc32, asset.size)
