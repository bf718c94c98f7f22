"""Files that need not be sent, because they are kept already: they are only placed."""

from dataclasses import dataclass
from itertools import batched

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from albums import arrival
from albums.arrival import Outcome, Parcel
from albums.models import Placement
from assets.intake import intake
from assets.intake.intake import Kept, Vanished
from assets.intake.kinds import Detected
from assets.models import Asset, Version
from assets.storage import failpoints, vault
from assets.storage.fingerprint import Fingerprint

GROUP = 64
READ_AT_MOST = 8 * 1024**3
UNKNOWN = "unknown"
ANSWERS = {Outcome.NEW: "placed", Outcome.HERE: "here", Outcome.REVIVED: "revived"}


@dataclass(frozen=True)
class Wanted:
    """A file that somebody could send: its hash, and what is written on it."""

    sha256: str
    size: int
    name: str
    folder: str = ""
    section: str = ""


def place(album, wanted, person):
    """An answer for each: what became of it, or that it is unknown and has to be sent."""
    sound = _sound(_permitted(wanted, person))
    answers = []
    for group in batched(wanted, GROUP):
        hashes = sound & {one.sha256 for one in group}
        try:
            with transaction.atomic():
                answers += _place(album, group, hashes, person)
        except Vanished:
            answers += [UNKNOWN] * len(group)
    return answers


def _permitted(wanted, person):
    """Whoever could ask for any hash would learn what others keep here."""
    hashes = {one.sha256 for one in wanted}
    assets = Asset.objects.filter(sha256__in=hashes, lost_at=None).by_hash()
    if person.is_owner:
        return assets
    seen = Placement.objects.seen_by(person)
    versions = Version.objects.filter(asset__sha256__in=hashes)
    own = versions.filter(Q(uploader=person) | Q(picture__in=seen.values("picture")))
    return assets.filter(pk__in=own.values("asset"))


def _sound(assets):
    """Those whose bytes are there, read again if need be; for more there is another time."""
    sound, left = set(), READ_AT_MOST
    for asset in assets:
        if not vault.may_be_trusted(asset.key, asset.size, asset.verified_at):
            left -= asset.size
            if left < 0 or not _is_whole(asset):
                continue
        sound.add(asset.sha256)
    return sound


def _is_whole(asset):
    now = timezone.now()
    if not vault.is_whole(asset.key, _fingerprint(asset)):
        return False
    Asset.objects.filter(pk=asset.pk).update(verified_at=now)
    return True


def _place(album, group, hashes, person):
    """With the locks of an arrival, and in their order: the assets by hash, then the album."""
    locked = Asset.objects.select_for_update().filter(sha256__in=hashes, lost_at=None).by_hash()
    assets = {
        (asset.sha256, asset.size): intake.enter(
            Kept(_fingerprint(asset), Detected(asset.kind, asset.extension))
        )
        for asset in locked
    }
    failpoints.reach("held assets entered")
    found = [assets.get((one.sha256, one.size)) for one in group]
    known = [(asset, one) for asset, one in zip(found, group, strict=True) if asset]
    parcels = [Parcel(None, one.name, one.folder, one.section) for _asset, one in known]
    arrivals = iter(arrival.place(album, [asset for asset, _one in known], parcels, person))
    return [ANSWERS[next(arrivals).outcome] if asset else UNKNOWN for asset in found]


def _fingerprint(asset):
    return Fingerprint(asset.sha256, asset.crc32, asset.size)
