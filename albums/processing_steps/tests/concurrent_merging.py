"""Two who develop the two files of a pair at the same moment, pair after pair."""

import io
import json
import sys

from albums.arrival import IncomingFile, add_files
from albums.models import Placement
from albums.tests.factories import stored_files
from assets.intake import intake
from assets.models import Picture, Version
from assets.processing.pipeline import process
from assets.storage import failpoints
from assets.tests.factories.camera_files import take_photo
from clientpix.testing.crashes import in_a_fork, side_by_side

HOURS = 24


def race(pairs):
    """What has become of them is printed."""
    assert in_a_fork(lambda: _bring(pairs)) == 0
    ends = side_by_side(2, _run)
    json.dump({"ends": ends, **_found()}, sys.stdout)


def _bring(pairs):
    album = stored_files.get_album()
    for number in range(pairs):
        moment = f"2026:06:{1 + number // HOURS:02} {number % HOURS:02}:00:00"
        parcels = [
            IncomingFile(intake.receive_file(io.BytesIO(take_photo(moment)), name), name)
            for name in (f"IMG_{number}.jpg", f"IMG_{number}-Edit.jpg")
        ]
        add_files(album, parcels, album.created_by)
        for parcel in parcels:
            parcel.received.incoming.discard()


def _run(lane, start):
    """One develops the originals, the other the edits."""
    edits = Version.objects.filter(name__contains="-Edit")
    mine = edits if lane else Version.objects.exclude(pk__in=edits.values("pk"))
    for asset in list(mine.order_by("name").values_list("asset", flat=True)):
        _meet_after_the_facts(start)
        process(asset)


def _meet_after_the_facts(start):
    """Both know theirs now, and look for a partner at the same moment."""
    steps = []

    def reach(step):
        steps.append(step)
        if steps.count("step taken") == 1 and step == "step taken":
            start.wait()

    failpoints.reach = reach


def _found():
    standing = Picture.objects.unmerged()
    pictures = [
        {
            "names": sorted(picture.versions.values_list("name", flat=True)),
            "leads": picture.versions.filter(leads=True).count(),
            "placements": picture.placements.count(),
            "redirects": Picture.objects.filter(merged_into=picture).count(),
            "ends": sorted(
                set(picture.versions.values_list("asset__state", "asset__problems__problem"))
            ),
        }
        for picture in standing
    ]
    return {"pictures": pictures, "placements": Placement.objects.count()}
