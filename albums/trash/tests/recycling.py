"""Programs for one test: some upload and trash the same few files, and one empties the trash."""

import random
import sys
import time
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from albums.models import Placement
from albums.tests.factories import stored_files
from albums.tests.factories.stored_files import fake_jpeg, sha256_of, store_in_album
from albums.trash.disposal import purge, trash_placements
from assets.intake.intake import BytesVanished
from assets.integrity.disposal import sweep
from assets.models import Asset, Version

NO_RETENTION = timedelta(0)
FILES = [fake_jpeg(f"recycled {number}") for number in range(6)]


def recycle(name, rounds):
    """Upload and trash files. Check each after its upload. In the end, all are uploaded."""
    album, randomness = stored_files.get_album(name), random.Random(name)
    for _ in range(rounds):
        content = randomness.choice(FILES)
        _upload(content, album)
        assert find_problem(content, album) == ""
        trash_placements(_find_placements(content, album), timezone.now())
        if randomness.random() < 0.5:
            _upload(content, album)
            assert find_problem(content, album) == ""
            trash_placements(_find_placements(content, album), timezone.now())
        while _find_placements(content, album).exists():
            time.sleep(0.002)
    for content in FILES:
        _upload(content, album)


def empty(until):
    """Empty the trash all the time, without any retention, and print how many assets went."""
    assets = 0
    while not Path(until).exists():
        now = timezone.now()
        purge(now, NO_RETENTION)
        assets += sweep(now, NO_RETENTION).assets
    sys.stdout.write(f"{assets} went")


def find_problem(content, album):
    placement = _find_placements(content, album).first()
    if placement is None or placement.trashed_at or placement.picture.discarded_at:
        return "no longer in the album"
    return stored_files.find_flaw(content)


def check(*names):
    """Check that each file is there once, and nothing else."""
    now = timezone.now()
    purge(now, NO_RETENTION)
    sweep(now, NO_RETENTION)
    for name in names:
        assert [find_problem(content, stored_files.get_album(name)) for content in FILES] == [
            ""
        ] * len(FILES)
    hashes = sorted(map(sha256_of, FILES))
    assert list(Asset.objects.living().by_hash().values_list("sha256", flat=True)) == hashes
    assert Version.objects.count() == Placement.objects.count() == len(names) * len(FILES)
    assert stored_files.list_strays() == []


def _upload(content, album):
    # A sweep may remove the bytes during the upload: then the client has to upload again.
    while True:
        try:
            return store_in_album([content], album)
        except BytesVanished:
            continue


def _find_placements(content, album):
    return Placement.objects.filter(
        album=album, picture__versions__asset__sha256=sha256_of(content)
    )
