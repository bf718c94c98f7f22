"""Sort a picture into the order of its albums.

This is a step of processing: a new picture is last in an album until its capture time is known.
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
NAME_PREFIX = "="
MAX_NAME_LENGTH = 80
VERSION = "picture__versions__"
COLUMNS = ("pk", "picture__taken_override", f"{VERSION}asset__taken_local", f"{VERSION}stem")


def applies_to(asset):
    return asset.kind != Kind.SIDECAR


def look(asset, path, folder, report_progress):
    """Do nothing: all that is needed is in the database."""


def keep(asset, result):
    placements = Placement.objects.filter(picture__versions__asset=asset)
    # Pictures that somebody has moved by hand stay where they are.
    unsorted = placements.filter(order_key__startswith=order_keys.ARRIVED)
    for pk in sorted(set(unsorted.values_list("album", flat=True))):
        with transaction.atomic():
            album = Album.objects.locked().get(pk=pk)
            for placement in unsorted.filter(album=pk).select_related("picture").distinct():
                _sort_into_album(album, placement, asset)


def build_time_key(taken, stem):
    """Return a key that sorts by capture time, then by name."""
    return f"{taken:%Y%m%d%H%M%S%f}-{_pad_numbers(stem)}"


def _pad_numbers(stem):
    # So that 2 comes before 10.
    return re.sub(r"\d+", lambda number: number[0].zfill(8), stem)[:MAX_NAME_LENGTH]


def build_order_keys(order, placements):
    """Return the order key of each placement in an album with this order, in one query."""
    rows = placements.with_leading_version().order_by("placed_at", "order_key", "pk")
    arrivals = Counter()
    keys = {}
    for pk, override, taken, stem, placed_at in rows.values_list(*COLUMNS, "placed_at"):
        arrivals[placed_at] += 1
        arrival_key = order_keys.for_arrival(order_keys.stamp(placed_at), arrivals[placed_at])
        keys[pk] = _build_key(order, override or taken, stem) or arrival_key
    return keys


def _build_key(order, taken, stem):
    """Return an order key, or an empty one if the order of arrival counts."""
    if order == Album.Order.NAME:
        return f"{NAME_PREFIX}{_pad_numbers(stem)}"
    return build_time_key(taken, stem) if order == Album.Order.TAKEN and taken else ""


def _sort_into_album(album, placement, asset):
    version = Version.objects.filter(picture=placement.picture_id, asset=asset).first()
    if version:
        taken = placement.picture.taken_override or asset.taken_local
        placement.order_key = _build_key(album.order, taken, version.stem) or placement.order_key
        placement.save(update_fields=["order_key"])
