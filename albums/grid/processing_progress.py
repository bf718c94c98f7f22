"""The progress of processing an album, and the time left."""

from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count

from assets.models import Asset, Rendition

MINUTE = timedelta(minutes=1)
PLACEMENTS = "versions__picture__placements__"


class Progress(NamedTuple):
    """Counts of photos. The minutes are None while the speed is unknown."""

    total: int
    left: int
    failed: int
    minutes: int | None

    @property
    def done(self):
        return self.total - self.left


def measure_progress(album, total, now):
    """Return the progress of an album with this number of photos."""
    failed, left = _count_unready(album)
    return Progress(total, min(left, total), failed, left and _estimate_minutes(left, now))


def _count_unready(album):
    """Count failed and unprocessed photos. Mostly there are few, so the ready ones aren't read."""
    in_grid = {
        f"{PLACEMENTS}album": album,
        f"{PLACEMENTS}trashed_at": None,
        f"{PLACEMENTS}is_orphan_sidecar": False,
    }
    assets = Asset.objects.exclude(state=Asset.State.READY).filter(versions__leads=True, **in_grid)
    states = assets.filter(lost_at=None).order_by().values("state")
    counted = dict(states.annotate(number=Count("pk")).values_list("state", "number"))
    return counted.pop(Asset.State.FAILED, 0), sum(counted.values())


def _estimate_minutes(left, now):
    """Estimate the minutes from the speed of the last minute, over all albums."""
    # A new rendition counts as verified when it's made, and verified_at has an index.
    recent = Rendition.objects.filter(verified_at__gte=now - MINUTE, created_at__gte=now - MINUTE)
    done = recent.values("asset").distinct().count()
    return -(-left // done) if done else None
