"""Pictures in any number of albums that are rows without files."""

import hashlib
import itertools
from datetime import timedelta

from albums.models import Placement
from albums.tests.factories.shots import NOON
from assets.models import Asset, Picture, Rendition, Version

_numbers = itertools.count(1)


def create_pictures(count, by, *albums, caption="", override=None, **fields):
    """Create pictures taken a second apart, add each to all ALBUMS, and return their versions."""
    numbers = [next(_numbers) for _ in range(count)]
    assets = Asset.objects.bulk_create(_asset(number, fields) for number in numbers)
    pictures = [Picture(caption=caption, taken_override=override) for _ in numbers]
    Picture.objects.bulk_create(pictures)
    versions = [
        Version(
            picture=picture,
            asset=asset,
            name=f"IMG_{number}.jpg",
            stem=f"img_{number}",
            role="camera",
            leads=True,
            uploader=by,
        )
        for picture, asset, number in zip(pictures, assets, numbers, strict=True)
    ]
    for album in albums:
        Placement.objects.bulk_create(
            Placement(album=album, picture=version.picture, order_key=version.name, placed_by=by)
            for version in versions
        )
    Rendition.objects.bulk_create(_rendition(asset, kind) for asset in assets for kind in _WIDTHS)
    return Version.objects.bulk_create(versions)


_WIDTHS = {"small": 400, "thumbnails": 800}


def _asset(number, fields):
    defaults = {
        "sha256": hashlib.sha256(b"%d" % number).hexdigest(),
        "crc32": 1,
        "size": 1000,
        "kind": "photo",
        "extension": "jpg",
        "state": "ready",
        "recipe": "r2",
        "width": 600,
        "height": 400,
        "camera": "Nobody One",
        "taken_local": NOON + timedelta(seconds=number),
    }
    return Asset(**defaults | fields)


def _rendition(asset, kind):
    width = _WIDTHS[kind]
    return Rendition(
        asset=asset,
        kind=kind,
        recipe="r2",
        extension="webp",
        size=1,
        crc32=1,
        width=width,
        height=width * 2 // 3,
    )
