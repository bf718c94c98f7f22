"""Albums of many photos of several shapes that are rows without files."""

import hashlib
import uuid
from datetime import timedelta

from albums.models import Placement
from albums.processing_steps import ordering
from albums.tests.factories.shots import NOON
from assets.models import Asset, Picture, Rendition, Version
from assets.processing.recipes import SIZES, fitted, recipe

PHOTO_SIZES = [(600, 400), (400, 600), (600, 400), (400, 300), (400, 400), (1600, 900)]
GRID_SIZES = [size for size in SIZES if size.kind != "web"]
BATCH_SIZE = 500


def add_photos(album, number, section=None, *, copies=False, **fields):
    """Add NUMBER photos, each taken a minute after the last one; return their placements."""
    user, first = album.created_by, Placement.objects.filter(album=album).count()
    fields = ({"recipe": recipe()} if copies else {}) | fields
    shots = [_shot(index, user, fields) for index in range(first, first + number)]
    placements = [_placement(album, section, *shot) for shot in shots]
    assets, versions = (list(rows) for rows in zip(*shots, strict=True)) if shots else ([], [])
    for model, rows in (
        (Asset, assets),
        (Picture, [version.picture for version in versions]),
        (Version, versions),
        (Placement, placements),
        (Rendition, [row for asset in assets for row in _renditions(asset)] if copies else []),
    ):
        model.objects.bulk_create(rows, batch_size=BATCH_SIZE)
    return placements


def _shot(index, user, fields):
    width, height = PHOTO_SIZES[index % len(PHOTO_SIZES)]
    defaults = {"kind": "photo", "state": "ready", "size": 1000, "width": width, "height": height}
    asset = Asset(
        sha256=hashlib.sha256(uuid.uuid4().bytes).hexdigest(),
        crc32=1,
        extension="jpg",
        average_color="#8a9a8b",
        taken_local=NOON + timedelta(minutes=index),
        **defaults | fields,
    )
    name = f"DSC_{index:05}"
    version = Version(picture=Picture(), asset=asset, name=f"{name}.jpg", stem=name, leads=True)
    version.uploader = user
    return asset, version


def _placement(album, section, asset, version):
    key = ordering.build_time_key(asset.taken_local, version.stem)
    by = album.created_by
    picture = version.picture
    return Placement(album=album, section=section, picture=picture, order_key=key, placed_by=by)


def _renditions(asset):
    for size in GRID_SIZES:
        width, height = fitted((asset.width, asset.height), size.max_edge)
        fields = {"kind": size.kind, "recipe": recipe(), "extension": "webp"}
        yield Rendition(asset=asset, size=1, crc32=1, width=width, height=height, **fields)
