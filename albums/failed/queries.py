"""Find files that couldn't be prepared and originals that are missing or damaged."""

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
    """A file with the reasons why it is listed and advice on what to do."""

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
    """Return the assets with a problem, except those only used in the trash."""
    used = queries.versions_in_use().filter(asset=OuterRef("pk"))
    if album:
        placements = Placement.objects.filter(album=album, trashed_at=None)
        used = used.filter(Exists(placements.filter(picture=OuterRef("picture"))))
    return Asset.objects.living().incomplete().filter(Exists(used))


def load_page(person, after, album=None):
    """Return failures, the newest first, and the cursor of the next page if there is one."""
    rows = pagination.rows_after(
        failed_assets(album).prefetch_related("problems"),
        NEWEST,
        pagination.parse_cursor(after, NEWEST),
    )
    # One row more than the page shows tells whether there is a next page.
    assets = list(rows[: PAGE_SIZE + 1])
    page = assets[:PAGE_SIZE]
    further = str(Cursor(page[-1].kept_at, page[-1].pk)) if assets[PAGE_SIZE:] else ""
    return _build_failures(person, page), further


def reprocess(assets):
    """Process the assets again, except lost ones, and return how many were queued."""
    return tasks.process_again(assets.order_by("pk").values_list("pk", flat=True))


def _build_failures(person, assets):
    versions = {}
    for version in queries.versions_in_use().filter(asset__in=assets).in_arrival_order():
        versions.setdefault(version.asset_id, version)
    # A version may have been deleted since the assets were loaded.
    assets = [asset for asset in assets if asset.pk in versions]
    albums = linked_tiles.list_albums_by_picture(
        person, [versions[asset.pk].picture_id for asset in assets]
    )
    return [_build_failure(asset, versions[asset.pk], albums) for asset in assets]


def _build_failure(asset, version, albums_by_picture):
    albums = albums_by_picture.get(version.picture_id, [])
    reasons = [steps.describe(problem) for problem in asset.problems.all()]
    advice = {problem.advice: None for problem in asset.problems.all()}  # each once, in order
    if asset.lost_at:
        reasons = [_("The original is missing or damaged."), *reasons]
        advice = [_("Upload the same file again, or run verify --repair-from with a backup.")]
    address = linked_tiles.picture_url(version.picture_id, albums)
    return Failure(asset, version, address, albums[0][1] if albums else "", reasons, [*advice])
