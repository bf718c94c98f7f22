"""Two processes that change the same pictures at the same time, one picture after the other."""

import json
import sys

from django.db.models import Count, Q
from django.utils import timezone

from albums.models import Placement
from albums.picture import versions
from albums.picture.versions import ChangeRefused
from albums.tests.factories import stored_files
from albums.tests.factories.shots import add_shot, picture_of, run_steps
from assets.models import Picture, Version
from clientpix.testing.crashes import in_a_fork, side_by_side

AFTER = 100
CHANGES = [
    lambda one, other, raw: versions.split_off(one, raw),
    lambda one, other, raw: versions.set_leading(one, raw),
    lambda one, other, raw: versions.trash_version(one, raw, timezone.now()),
    lambda one, other, raw: versions.merge_pictures(other, one),
    lambda one, other, raw: versions.merge_pictures(one, other),
]


def contend(rounds):
    """Print how both processes ended and the state of all pictures, as JSON."""
    assert in_a_fork(lambda: _create_pictures(rounds)) == 0
    ends = side_by_side(2, _change_pictures)
    json.dump({"ends": ends, **_read_state()}, sys.stdout)


def _create_pictures(rounds):
    album = stored_files.get_album()
    for number in range(rounds):
        after = number * AFTER
        shot = [add_shot(album, f"A{number}.{end}", after) for end in ("NEF", "JPG")]
        run_steps(*shot)
        add_shot(album, f"B{number}.JPG", after + AFTER / 2)


def _change_pictures(runner, start):
    """Merge in one process, and do all kinds of changes in the other. Either can be refused."""
    for number, raw in enumerate(list(Version.objects.filter(role="raw").order_by("name"))):
        other = picture_of(Version.objects.get(name=raw.name.replace("A", "B")[:-3] + "JPG").asset)
        start.wait()
        try:
            change = CHANGES[number % len(CHANGES)] if runner else CHANGES[-1]
            change(raw.picture_id, other.pk, raw.pk)
        except ChangeRefused:
            pass
        start.wait()


def _read_state():
    """Count versions, and pictures without exactly one leading version and one placement."""
    standing = Picture.objects.unmerged().annotate(
        files=Count("versions", distinct=True),
        leading=Count("versions", filter=Q(versions__leads=True), distinct=True),
        places=Count("placements", distinct=True),
    )
    counts = standing.values_list("files", "leading", "places")
    return {
        "files": Version.objects.count(),
        "wrong": [row for row in counts if not row[0] or row[1:] != (1, 1)],
        "led on": Placement.objects.exclude(picture__merged_into=None).count(),
        "lost": Version.objects.exclude(picture__merged_into=None).count(),
    }
