"""How far an album is developed, and how long the rest may take."""

from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count

from assets.models import Asset, Rendition

MINUTE = timedelta(minutes=1)
PLACEMENTS = "versions__picture__placements__"


class Progress(NamedTuple):
    """Of the pictures of an album; minutes are unknown until something was made."""

    pictures: int
    left: int
    failed: int
    minutes: int | None

    @property
    def made(self):
        return self.pictures - self.left


def measure_progress(album, pictures, now):
    """What is still to be done of so many PICTURES; nothing is counted that is ready."""
    failed, left = _count_unready(album)
    return Progress(pictures, min(left, pictures), failed, left and _estimate_minutes(left, now))


def _count_unready(album):
    here = {
        f"{PLACEMENTS}album": album,
        f"{PLACEMENTS}trashed_at": None,
        f"{PLACEMENTS}is_orphan_sidecar": False,
    }
    lying = Asset.objects.exclude(state=Asset.State.READY).filter(versions__leads=True, **here)
    states = lying.filter(lost_at=None).order_by().values("state")
    counted = dict(states.annotate(number=Count("pk")).values_list("state", "number"))
    return counted.pop(Asset.State.FAILED, 0), sum(counted.values())


def _estimate_minutes(left, now):
    """At the pace of the last minute, in which everybody's pictures were made."""
    # What was made just now was verified just now: that has an index.
    lately = Rendition.objects.filter(verified_at__gte=now - MINUTE, created_at__gte=now - MINUTE)
    made = lately.values("asset").distinct().count()
    return -(-left // made) if made else None
