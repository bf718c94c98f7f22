"""Files of a camera in an album, with given metadata instead of real contents."""

import io
from datetime import datetime, timedelta
from itertools import count

from django.db.models import F

from albums.arrival import IncomingFile, add_files
from albums.models import Placement
from albums.processing_steps import merging, ordering
from assets.intake import intake
from assets.models import Asset, Picture

HEADS = {
    "jpg": b"\xff\xd8\xff\xe0",
    "dng": b"II*\0",
    "nef": b"II*\0",
    "heic": b"\0\0\0\x18ftypheic",
    "mov": b"\0\0\0\x14ftypqt  ",
    "xmp": b'<?xpacket begin=""?><x:xmpmeta>',
}
NOON = datetime.fromisoformat("2026-06-20 12:00:00")
APPLE = "0A1B2C3D-0000-1111-2222-333344445555"
_numbers = count(1)


def add_shot(album, name, seconds=0, **fields):
    """Add a file taken SECONDS after noon, set its metadata, and return its asset."""
    folder, section = fields.pop("folder", ""), fields.pop("section", "")
    content = HEADS[name.rpartition(".")[2].lower()] + f"{next(_numbers):>8000}".encode()
    incoming = IncomingFile(intake.receive_file(io.BytesIO(content), name), name, folder, section)
    (arrival,) = add_files(album, [incoming], album.created_by)
    incoming.received.incoming.discard()
    taken = None if seconds is None else NOON + timedelta(seconds=seconds)
    fields = {"taken_local": taken, "camera": "Nobody One", **fields}
    Asset.objects.filter(pk=arrival.version.asset_id).update(**fields)
    return Asset.objects.get(pk=arrival.version.asset_id)


def run_steps(*assets):
    """Run the processing steps that follow the reading of the metadata."""
    for asset in assets:
        for step in (merging, ordering):
            if step.applies_to(asset):
                step.keep(asset, step.look(asset, None, None, None))


def picture_of(asset):
    return Picture.objects.get(versions__asset=asset)


def placement_of(asset):
    return Placement.objects.get(picture__versions__asset=asset)


def names_of(picture):
    return set(picture.versions.values_list("name", flat=True))


def leader_of(picture):
    return picture.versions.get(leads=True).name


def list_leading_names(album):
    """Return the names of the leading versions in the album, in order."""
    placements = Placement.objects.alive().filter(
        album=album, hidden=False, is_orphan_sidecar=False, picture__versions__leads=True
    )
    return list(placements.in_order().values_list(F("picture__versions__name"), flat=True))
