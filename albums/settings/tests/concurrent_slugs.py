"""Processes that create albums with one title and want the same addresses at the same time."""

import json
import sys

from accounts.models import User
from albums import slugs
from albums.models import Album, FormerSlug
from clientpix.testing.crashes import in_a_fork, side_by_side


def race(runners, albums):
    """Print what became of the addresses, as JSON."""
    assert in_a_fork(lambda: User.objects.create_user("o@x.org", role="owner")) == 0
    ends = side_by_side(runners, lambda runner, start: _run(albums, start))
    leading = set(Album.objects.values_list("slug", flat=True))
    former = set(FormerSlug.objects.values_list("slug", flat=True))
    result = {
        "ends": ends,
        "albums": Album.objects.count(),
        "won": sum(slug.startswith("wanted") for slug in leading),
        "former": FormerSlug.objects.count(),
        "addresses": len(leading | former),
    }
    json.dump(result, sys.stdout)


def _run(albums, start):
    owner = User.objects.get()
    for number in range(albums):
        start.wait()
        album = slugs.save_new(Album(title="Anna", created_by=owner))
        try:
            slugs.save_at(album, f"wanted-{number}")
        except slugs.SlugTaken:
            continue
