"""Files of shots that are in an album, with what is known of them, and nobody has to decode."""

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


def come(album, name, after=0, **known):
    """A file arrives, was taken so many seconds after noon, and its facts are read; its asset."""
    folder, section = known.pop("folder", ""), known.pop("section", "")
    content = HEADS[name.rpartition(".")[2].lower()] + f"{next(_numbers):>8000}".encode()
    parcel = IncomingFile(intake.receive_file(io.BytesIO(content), name), name, folder, section)
    (arrival,) = add_files(album, [parcel], album.created_by)
    parcel.received.incoming.discard()
    taken = None if after is None else NOON + timedelta(seconds=after)
    about = {"taken_local": taken, "camera": "Nobody One", **known}
    Asset.objects.filter(pk=arrival.version.asset_id).update(**about)
    return Asset.objects.get(pk=arrival.version.asset_id)


def settle(*assets):
    """What developing does about each, once its facts are known."""
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


def shelf(album):
    """What is seen of an album: the names of what leads, in their order."""
    placed = Placement.objects.visible_to_clients().filter(
        album=album, picture__versions__leads=True
    )
    return list(placed.in_order().values_list(F("picture__versions__name"), flat=True))
