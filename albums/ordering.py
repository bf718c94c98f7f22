"""Pictures lie in the order in which they were taken, until somebody arranges them by hand.

A step of developing: what arrives lies behind all others until its moment is known.
"""

import re

from django.db import transaction

from albums.models import Album, Placement
from assets.kinds import Kind
from assets.models import Version

NAME = "order"
IS_NEEDED = False
ARRIVED = "~"
LONGEST_NAME = 80


def concerns(asset):
    return asset.kind != Kind.SIDECAR and asset.taken_local is not None


def look(asset, path, into, tell):
    """All of it is known already."""


def keep(asset, nothing):
    """Only what still lies where it came in: what was put somewhere stays there."""
    lying = Placement.objects.filter(picture__versions__asset=asset)
    unsorted = lying.filter(order_key__startswith=ARRIVED)
    for album in sorted(set(unsorted.values_list("album", flat=True))):
        with transaction.atomic():
            Album.objects.select_for_update().get(pk=album)
            for placement in unsorted.filter(album=album).select_related("picture").distinct():
                _sort_in(placement, asset)


def key(taken, stem):
    """By moment, and within one moment as people count: 2 before 10."""
    counted = re.sub(r"\d+", lambda number: number[0].zfill(8), stem)
    return f"{taken:%Y%m%d%H%M%S%f}-{counted[:LONGEST_NAME]}"


def _sort_in(placement, asset):
    version = Version.objects.filter(picture=placement.picture_id, asset=asset).first()
    if version:
        taken = placement.picture.taken_override or asset.taken_local
        placement.order_key = key(taken, version.stem)
        placement.save(update_fields=["order_key"])
