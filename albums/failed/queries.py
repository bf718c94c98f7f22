"""Files of which not all could be made, and those that are missing or damaged."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from albums import pagination
from albums.models import Placement
from albums.pagination import Cursor, Ordering
from albums.pictures import linked_tiles, queries
from assets.models import Asset, Version
from assets.processing import steps, tasks

PAGE_SIZE = 48
NEWEST = Ordering("kept_at", datetime.fromisoformat)


class Failure(NamedTuple):
    """A file, why it is here, and what one can do."""

    asset: Asset
    version: Version
    address: str
    album: str
    reasons: list
    advice: list

    @property
    def admin_url(self):
        return reverse("admin:assets_asset_change", args=[self.asset.pk])


def failed_assets(album=None):
    """What is in the trash fails nobody any more."""
    used = queries.versions_in_use().filter(asset=OuterRef("pk"))
    if album:
        lying = Placement.objects.filter(album=album, trashed_at=None, picture=OuterRef("picture"))
        used = used.filter(Exists(lying))
    return Asset.objects.living().incomplete().filter(Exists(used))


def load_page(person, after, album=None):
    """What came last first, and the place that a page ends with where there is more."""
    rows = pagination.rows_after(
        failed_assets(album).prefetch_related("problems"),
        NEWEST,
        pagination.parse_cursor(after, NEWEST),
    )
    found = list(rows[: PAGE_SIZE + 1])
    here = found[:PAGE_SIZE]
    further = str(Cursor(here[-1].kept_at, here[-1].pk)) if found[PAGE_SIZE:] else ""
    return _build_failures(person, here), further


def reprocess(chosen):
    """All that was tried counts no more; how many. What is lost cannot be developed."""
    return tasks.process_again(chosen.order_by("pk").values_list("pk", flat=True))


def _build_failures(person, rows):
    versions = {}
    for version in queries.versions_in_use().filter(asset__in=rows).in_arrival_order():
        versions.setdefault(version.asset_id, version)
    rows = [row for row in rows if row.pk in versions]
    homes = linked_tiles.list_albums_by_picture(
        person, [versions[row.pk].picture_id for row in rows]
    )
    return [_build_failure(row, versions[row.pk], homes) for row in rows]


def _build_failure(asset, version, homes):
    home = homes.get(version.picture_id, [])
    reasons = [steps.describe(problem) for problem in asset.problems.all()]
    advice = {problem.advice: None for problem in asset.problems.all()}  # each once, in order
    if asset.lost_at:
        reasons = [_("The original is missing or damaged."), *reasons]
        advice = [_("Upload the same file again, or run verify --repair-from with a backup.")]
    address = linked_tiles.picture_url(version.picture_id, home)
    return Failure(asset, version, address, home[0][1] if home else "", reasons, [*advice])
