"""Albums of photos that are rows without files, and selections of some of them."""

import hashlib
import io
from datetime import timedelta
from itertools import count

from PIL import Image

from albums.actions.selection import Selection
from albums.models import Album, Placement
from albums.processing_steps.ordering import build_time_key
from albums.tests.factories import stored_files
from albums.tests.factories.shots import NOON
from assets.models import Asset, Picture, Rendition, Version

_numbers = count(1)


def add_photos(album, number, by, *, section=None):
    """Add NUMBER photos taken a minute apart, and return their placements in order."""
    names = [f"{next(_numbers):06}" for _ in range(number)]
    assets = Asset.objects.bulk_create(_asset(name, minutes) for minutes, name in enumerate(names))
    pictures = Picture.objects.bulk_create(Picture() for _ in names)
    rows = list(zip(names, pictures, assets, strict=True))
    Version.objects.bulk_create(
        Version(picture=picture, asset=asset, **_version_fields(name), uploader=by)
        for name, picture, asset in rows
    )
    return Placement.objects.bulk_create(
        Placement(
            album=album,
            picture=picture,
            section=section,
            order_key=build_time_key(asset.taken_local, name),
            placed_by=by,
        )
        for name, picture, asset in rows
    )


def select(placements):
    return Selection(frozenset(placement.pk for placement in placements))


def add_to_album(album, placements, by):
    return [
        Placement.objects.create(
            album=album,
            picture_id=placement.picture_id,
            order_key=placement.order_key,
            placed_by=by,
        )
        for placement in placements
    ]


def list_order(album):
    """Return the ids of the placements in the grid, in order."""
    placements = album.placements.in_grid().order_by("section__order_key", "order_key", "id")
    return [placement.pk for placement in placements]


def snapshot(album):
    """Return everything that an undo has to restore."""
    rows = album.placements.order_by("pk").values_list(
        *("pk", "section__title", "order_key", "hidden", "trashed_at"),
        *("picture__rotation", "picture__taken_override"),
    )
    fields = Album.objects.values_list("order", "cover").get(pk=album.pk)
    return fields, list(rows)


def read_epoch(album):
    return Album.objects.values_list("epoch", flat=True).get(pk=album.pk)


def _asset(name, minutes):
    return Asset(
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        crc32=1,
        size=1,
        kind="photo",
        extension="jpg",
        state="ready",
        taken_local=NOON + timedelta(minutes=minutes),
    )


def _version_fields(name):
    return {
        "name": f"{name}.jpg",
        "stem": name,
        "shot_stem": name,
        "role": "camera",
        "leads": True,
    }


def create_previews(placements):
    """Give each photo previews of its own plain color."""
    assets = [
        Asset.objects.get(versions__picture=placement.picture_id) for placement in placements
    ]
    for number, asset in enumerate(assets):
        for kind, size in (("small", (300, 200)), ("thumbnails", (600, 400))):
            shade = (number * 67 % 256, number * 131 % 256, number * 31 % 256)
            content = _encode_webp(size, shade)
            rendition = Rendition(asset=asset, kind=kind, recipe="r1", extension="webp", crc32=1)
            rendition.size, (rendition.width, rendition.height) = len(content), size
            rendition.save()
            stored_files.write_stored(rendition.key, content)
    Asset.objects.filter(pk__in=[asset.pk for asset in assets]).update(width=600, height=400)


def _encode_webp(size, shade):
    content = io.BytesIO()
    Image.new("RGB", size, shade).save(content, "WEBP")
    return content.getvalue()
