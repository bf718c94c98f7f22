"""Several who make albums of one title at the same moment, and want the same addresses."""

import json
import multiprocessing
import os
import sys

from accounts.models import User
from albums import slugs
from albums.models import Album, FormerSlug
from clientpix.testing.plugs import in_a_fork

PATIENCE = 60


def race(runners, albums):
    """What has become of the addresses is printed."""
    assert in_a_fork(lambda: User.objects.create_user("o@x.org", role="owner")) == 0
    start = multiprocessing.get_context("fork").Barrier(runners, timeout=PATIENCE)
    pids = [_started(lambda: _run(albums, start)) for _ in range(runners)]
    ends = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    leading = set(Album.objects.values_list("slug", flat=True))
    former = set(FormerSlug.objects.values_list("slug", flat=True))
    found = {
        "ends": ends,
        "albums": Album.objects.count(),
        "won": sum(slug.startswith("wanted") for slug in leading),
        "former": FormerSlug.objects.count(),
        "addresses": len(leading | former),
    }
    json.dump(found, sys.stdout)


def _started(work):
    pid = os.fork()
    if not pid:
        os._exit(in_a_fork(work) != 0)
    return pid


def _run(albums, start):
    owner = User.objects.get()
    for number in range(albums):
        start.wait()
        album = slugs.begin(Album(title="Anna", created_by=owner))
        try:
            slugs.move(album, f"wanted-{number}")
        except slugs.Taken:
            continue
