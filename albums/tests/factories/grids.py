"""Albums full of pictures that are rows and nothing else: for pages, not for bytes."""

import hashlib
import uuid
from datetime import datetime, timedelta
from itertools import count

from albums.models import Album, Placement, Section
from albums.processing_steps import ordering
from assets.models import Asset, Picture, Rendition, Version
from assets.processing.recipes import SIZES, fitted, recipe

NOON = datetime.fromisoformat("2026-06-20 12:00:00")
SIZES_OF_CAMERAS = [(600, 400), (400, 600), (600, 400), (400, 300), (400, 400), (1600, 900)]
TIERS = [size for size in SIZES if size.kind != "web"]
ROWS = 500
_numbers = count(1)


def album(by, title="Anna & Ben", sections=()):
    """With its sections, in their order."""
    album = Album.objects.create(title=title, slug=f"album-{next(_numbers)}", created_by=by)
    for number, name in enumerate(sections):
        Section.objects.create(album=album, title=name, order_key=f"{number:03}")
    return album


def hang(album, number, section=None, *, copies=False, **known):
    """So many pictures more on its wall, each taken a minute after the one before; placements."""
    by, first = album.created_by, Placement.objects.filter(album=album).count()
    known = ({"recipe": recipe()} if copies else {}) | known
    shots = [_shot(number, by, known) for number in range(first, first + number)]
    placements = [_placement(album, section, *shot) for shot in shots]
    assets, versions = (list(rows) for rows in zip(*shots, strict=True)) if shots else ([], [])
    for model, rows in (
        (Asset, assets),
        (Picture, [version.picture for version in versions]),
        (Version, versions),
        (Placement, placements),
        (Rendition, [copy for asset in assets for copy in _copies(asset)] if copies else []),
    ):
        model.objects.bulk_create(rows, batch_size=ROWS)
    return placements


def _shot(number, by, known):
    width, height = SIZES_OF_CAMERAS[number % len(SIZES_OF_CAMERAS)]
    about = {"kind": "photo", "state": "ready", "size": 1000, "width": width, "height": height}
    asset = Asset(
        sha256=hashlib.sha256(uuid.uuid4().bytes).hexdigest(),
        crc32=1,
        extension="jpg",
        average_color="#8a9a8b",
        taken_local=NOON + timedelta(minutes=number),
        **about | known,
    )
    name = f"DSC_{number:05}"
    version = Version(picture=Picture(), asset=asset, name=f"{name}.jpg", stem=name, leads=True)
    version.uploader = by
    return asset, version


def _placement(album, section, asset, version):
    key = ordering.key(asset.taken_local, version.stem)
    by = album.created_by
    picture = version.picture
    return Placement(album=album, section=section, picture=picture, order_key=key, placed_by=by)


def _copies(asset):
    for size in TIERS:
        width, height = fitted((asset.width, asset.height), size.max_edge)
        about = {"kind": size.kind, "recipe": recipe(), "extension": "webp"}
        yield Rendition(asset=asset, size=1, crc32=1, width=width, height=height, **about)
