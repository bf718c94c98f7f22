"""Count the files that browsers are sending right now."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from albums.models import Placement
from assets.tus import expiry, upload

# A browser that loses its connection tries again within seconds. An upload that stays silent for
# longer was abandoned: its files stay for days in case it resumes, but nothing is arriving.
ACTIVE_FOR = timedelta(minutes=10)


def count_by_album():
    """Return the number of incoming files for each album id, as a string."""
    active = [started for started, _size in upload.iter_unfinished() if _is_active(started)]
    placed = _find_placed(active)
    counts = Counter()
    for started in active:
        album = started.about.get("album", "")
        counts[album] += (album, started.sha256) not in placed
    return counts


def _is_active(started):
    return datetime.now(UTC) - expiry.get_last_activity(started.handle) < ACTIVE_FOR


def _find_placed(uploads):
    """Return (album id, SHA-256) of the uploads whose file is in the album already."""
    # A browser that reloads while it announces a file never learns the upload's address, so it
    # starts another one. The first stays unfinished although the file has arrived.
    hashes = {started.sha256 for started in uploads} - {""}
    if not hashes:
        return set()
    file = "picture__versions__asset__sha256"
    placed = Placement.objects.alive().filter(**{f"{file}__in": hashes})
    return {(str(album), sha256) for album, sha256 in placed.values_list("album", file)}
