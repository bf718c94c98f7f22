"""Some bring and throw away the same few files over and over, and one empties the trash."""

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

AT_ONCE = timedelta(0)
FILES = [fake_jpeg(f"recycled {number}") for number in range(6)]


def recycle(name, rounds):
    """What was acknowledged is looked at before it is thrown away; the last of each file stays."""
    album, dice = stored_files.get_album(name), random.Random(name)
    for _ in range(rounds):
        content = dice.choice(FILES)
        _bring(content, album)
        assert found_wrong(content, album) == ""
        trash_placements(_lying(content, album), timezone.now())
        if dice.random() < 0.5:
            _bring(content, album)
            assert found_wrong(content, album) == ""
            trash_placements(_lying(content, album), timezone.now())
        while _lying(content, album).exists():
            time.sleep(0.002)
    for content in FILES:
        _bring(content, album)


def empty(until):
    """As often as possible, and without any grace; how much went is printed."""
    assets = 0
    while not Path(until).exists():
        now = timezone.now()
        purge(now, AT_ONCE)
        assets += sweep(now, AT_ONCE).assets
    sys.stdout.write(f"{assets} went")


def found_wrong(content, album):
    placement = _lying(content, album).first()
    if placement is None or placement.trashed_at or placement.picture.discarded_at:
        return "no longer in the album"
    return stored_files.find_flaw(content)


def check(*names):
    """In the end everything is there once, and nothing else."""
    now = timezone.now()
    purge(now, AT_ONCE)
    sweep(now, AT_ONCE)
    for name in names:
        assert [found_wrong(content, stored_files.get_album(name)) for content in FILES] == [
            ""
        ] * len(FILES)
    hashes = sorted(map(sha256_of, FILES))
    assert list(Asset.objects.living().by_hash().values_list("sha256", flat=True)) == hashes
    assert Version.objects.count() == Placement.objects.count() == len(names) * len(FILES)
    assert stored_files.list_strays() == []


def _bring(content, album):
    """Whoever is told that it did not work tries again."""
    while True:
        try:
            return store_in_album([content], album)
        except BytesVanished:
            continue


def _lying(content, album):
    return Placement.objects.filter(
        album=album, picture__versions__asset__sha256=sha256_of(content)
    )
