"""Files of which not all could be made, and those that are missing or damaged."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from albums import paging, remedies
from albums.collection import seen, shown
from albums.models import Placement
from albums.paging import Order, Place
from assets import tasks, troubles
from assets.models import Asset, Version

PAGE = 48
NEWEST = Order("kept_at", datetime.fromisoformat)


class Failure(NamedTuple):
    """A file, why it is here, and what one can do."""

    asset: Asset
    version: Version
    address: str
    album: str
    sentences: list
    remedies: list

    @property
    def admin(self):
        return reverse("admin:assets_asset_change", args=[self.asset.pk])


def assets(album=None):
    """What is in the trash fails nobody any more."""
    used = seen.files().filter(asset=OuterRef("pk"))
    if album:
        lying = Placement.objects.filter(album=album, trashed_at=None, picture=OuterRef("picture"))
        used = used.filter(Exists(lying))
    troubled = Q(state=Asset.State.FAILED) | ~Q(trouble="") | ~Q(lost_at=None)
    return Asset.objects.living().filter(troubled, Exists(used))


def page(person, after, album=None):
    """What came last first, and the place that a page ends with where there is more."""
    rows = paging.behind(assets(album), NEWEST, paging.read(after, NEWEST))
    found = list(rows[: PAGE + 1])
    here = found[:PAGE]
    further = str(Place(here[-1].kept_at, here[-1].pk)) if found[PAGE:] else ""
    return _failures(person, here), further


def develop_again(chosen):
    """All that was tried counts no more; how many. What is lost cannot be developed."""
    return tasks.develop_again(chosen.order_by("pk").values_list("pk", flat=True))


def _failures(person, rows):
    versions = {}
    for version in seen.files().filter(asset__in=rows).in_order_of_arrival():
        versions.setdefault(version.asset_id, version)
    rows = [row for row in rows if row.pk in versions]
    homes = shown.homes(person, [versions[row.pk].picture_id for row in rows])
    return [_failure(row, versions[row.pk], homes) for row in rows]


def _failure(asset, version, homes):
    home = homes.get(version.picture_id, [])
    said = troubles.sentences(asset.trouble)
    what = remedies.of(troubles.whys(asset.trouble))
    if asset.lost_at:
        said, what = [remedies.IS_LOST, *said], [remedies.LOST]
    address = shown.address(version.picture_id, home)
    return Failure(asset, version, address, home[0][1] if home else "", said, what)
