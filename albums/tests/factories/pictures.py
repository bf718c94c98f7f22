"""Many albums and pictures at once, as rows alone: nobody has to decode anything."""

import hashlib
from datetime import datetime, timedelta
from itertools import count

from albums.models import Album, Placement
from assets.models import Asset, Picture, Rendition, Version

NOON = datetime.fromisoformat("2026-06-20 12:00:00")
_numbers = count(1)


def album(title, by, **about):
    slug = f"album-{next(_numbers)}"
    return Album.objects.create(**{"title": title, "slug": slug, "created_by": by, **about})


def pictures(number, by, *albums, caption="", override=None, **known):
    """So many, a second apart; each lies in all of ALBUMS. The versions that lead."""
    numbers = [next(_numbers) for _ in range(number)]
    assets = Asset.objects.bulk_create(_asset(one, known) for one in numbers)
    taken = [Picture(caption=caption, taken_override=override) for _ in numbers]
    Picture.objects.bulk_create(taken)
    versions = [
        Version(
            picture=picture,
            asset=asset,
            name=f"IMG_{one}.jpg",
            stem=f"img_{one}",
            role="camera",
            leads=True,
            uploader=by,
        )
        for picture, asset, one in zip(taken, assets, numbers, strict=True)
    ]
    for lies_in in albums:
        Placement.objects.bulk_create(
            Placement(album=lies_in, picture=one.picture, order_key=one.name, placed_by=by)
            for one in versions
        )
    Rendition.objects.bulk_create(_copy(asset, kind) for asset in assets for kind in _KINDS)
    return Version.objects.bulk_create(versions)


_KINDS = {"small": 400, "thumbnails": 800}


def _asset(number, known):
    about = {
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
    return Asset(**about | known)


def _copy(asset, kind):
    width = _KINDS[kind]
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
