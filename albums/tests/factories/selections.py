"""Pictures on a wall without any bytes, as many as it takes, and who chooses some of them."""

import hashlib
import io
from datetime import timedelta
from itertools import count

from PIL import Image

from albums.actions.selection import Selection
from albums.models import Album, Placement
from albums.processing_steps.ordering import key
from albums.tests.factories import stored_files
from albums.tests.factories.shots import NOON
from assets.models import Asset, Picture, Rendition, Version

_numbers = count(1)


def album(owner, title="Anna", **fields):
    return Album.objects.create(title=title, slug=title.lower(), created_by=owner, **fields)


def hang(album, number, by, *, section=None):
    """So many of them, taken a minute apart, in that order; their placements."""
    names = [f"{next(_numbers):06}" for _ in range(number)]
    assets = Asset.objects.bulk_create(_asset(name, after) for after, name in enumerate(names))
    pictures = Picture.objects.bulk_create(Picture() for _ in names)
    parts = list(zip(names, pictures, assets, strict=True))
    Version.objects.bulk_create(
        Version(picture=picture, asset=asset, **_named(name), uploader=by)
        for name, picture, asset in parts
    )
    return Placement.objects.bulk_create(
        Placement(
            album=album,
            picture=picture,
            section=section,
            order_key=key(asset.taken_local, name),
            placed_by=by,
        )
        for name, picture, asset in parts
    )


def choice(placements):
    return Selection(frozenset(one.pk for one in placements))


def also_in(album, placements, by):
    return [
        Placement.objects.create(
            album=album, picture_id=one.picture_id, order_key=one.order_key, placed_by=by
        )
        for one in placements
    ]


def line(album):
    """What lies on the wall, as it lies there."""
    wall = album.placements.in_grid().order_by("section__order_key", "order_key", "id")
    return [row.pk for row in wall]


def snapshot(album):
    """All that an undo has to bring back."""
    rows = album.placements.order_by("pk").values_list(
        *("pk", "section__title", "order_key", "hidden", "trashed_at"),
        *("picture__rotation", "picture__taken_override"),
    )
    about = Album.objects.values_list("order", "cover").get(pk=album.pk)
    return about, list(rows)


def epoch(album):
    return Album.objects.values_list("epoch", flat=True).get(pk=album.pk)


def _asset(name, after):
    return Asset(
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        crc32=1,
        size=1,
        kind="photo",
        extension="jpg",
        state="ready",
        taken_local=NOON + timedelta(minutes=after),
    )


def _named(name):
    return {
        "name": f"{name}.jpg",
        "stem": name,
        "shot_stem": name,
        "role": "camera",
        "leads": True,
    }


def paint(placements):
    """Something to see on each: plain colours, one after the other."""
    assets = [Asset.objects.get(versions__picture=one.picture_id) for one in placements]
    for number, asset in enumerate(assets):
        for kind, size in (("small", (300, 200)), ("thumbnails", (600, 400))):
            shade = (number * 67 % 256, number * 131 % 256, number * 31 % 256)
            content = _webp(size, shade)
            copy = Rendition(asset=asset, kind=kind, recipe="r1", extension="webp", crc32=1)
            copy.size, (copy.width, copy.height) = len(content), size
            copy.save()
            stored_files.plant(copy.key, content)
    Asset.objects.filter(pk__in=[asset.pk for asset in assets]).update(width=600, height=400)


def _webp(size, shade):
    content = io.BytesIO()
    Image.new("RGB", size, shade).save(content, "WEBP")
    return content.getvalue()
