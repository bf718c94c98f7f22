"""Files that are on their way at this moment."""

from collections import Counter

from assets.tus import upload


def count_by_album():
    """How many, by the album that they were sent to."""
    return Counter(going.about.get("album", "") for going, _come in upload.iter_unfinished())
