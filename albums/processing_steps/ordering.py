"""Pictures lie as their album wants them to, until somebody arranges them by hand.

A step of developing: what arrives lies behind all others until its moment is known.
"""

import re
from collections import Counter

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from albums import order_keys
from albums.models import Album, Placement
from assets.intake.kinds import Kind
from assets.models import Version

NAME = "ordering"
LABEL = _("Couldn't sort the file into its album.")
IS_REQUIRED = False
NAMED = "="
LONGEST_NAME = 80
VERSION = "picture__versions__"
COLUMNS = ("pk", "picture__taken_override", f"{VERSION}asset__taken_local", f"{VERSION}stem")


def applies_to(asset):
    return asset.kind != Kind.SIDECAR


def look(asset, path, folder, report_progress):
    """All of it is known already."""


def keep(asset, result):
    """Only what still lies where it came in: what was put somewhere stays there."""
    lying = Placement.objects.filter(picture__versions__asset=asset)
    unsorted = lying.filter(order_key__startswith=order_keys.ARRIVED)
    for pk in sorted(set(unsorted.values_list("album", flat=True))):
        with transaction.atomic():
            album = Album.objects.locked().get(pk=pk)
            for placement in unsorted.filter(album=pk).select_related("picture").distinct():
                _sort_in(album, placement, asset)


def key(taken, stem):
    """By moment, and within one moment as people count: 2 before 10."""
    return f"{taken:%Y%m%d%H%M%S%f}-{counted(stem)}"


def counted(stem):
    return re.sub(r"\d+", lambda number: number[0].zfill(8), stem)[:LONGEST_NAME]


def keys_of(order, placements):
    """What each would be sorted by in an album of this order; all of it in one query."""
    rows = placements.with_leading_version().order_by("placed_at", "order_key", "pk")
    came = Counter()
    keys = {}
    for pk, override, taken, stem, placed_at in rows.values_list(*COLUMNS, "placed_at"):
        came[placed_at] += 1
        arrival = order_keys.for_arrival(order_keys.stamp(placed_at), came[placed_at])
        keys[pk] = _key_in(order, override or taken, stem) or arrival
    return keys


def _key_in(order, taken, stem):
    """Nothing, where it has to lie as it came."""
    if order == Album.Order.NAME:
        return f"{NAMED}{counted(stem)}"
    return key(taken, stem) if order == Album.Order.TAKEN and taken else ""


def _sort_in(album, placement, asset):
    version = Version.objects.filter(picture=placement.picture_id, asset=asset).first()
    if version:
        taken = placement.picture.taken_override or asset.taken_local
        placement.order_key = _key_in(album.order, taken, version.stem) or placement.order_key
        placement.save(update_fields=["order_key"])
