"""Compare the keys of rows with the files in storage."""

from assets.models import Asset, Rendition
from assets.storage import paths

FOLDERS = (paths.ORIGINALS, *paths.RENDITION_KINDS)
BATCH_SIZE = 500


def iterate_rows(folder, after=""):
    """Yield the rows with a file in FOLDER whose key comes after AFTER, in order of their keys."""
    rows, sha256 = _query_rows(folder)
    # The database has hashes, not keys. Rows with the same hash are sorted by key here.
    remaining = {f"{sha256}__gte": paths.parse_sha256(after)}
    while hashes := list(
        rows.filter(**remaining).order_by(sha256).values_list(sha256, flat=True)[:BATCH_SIZE]
    ):
        batch = rows.filter(**remaining, **{f"{sha256}__lte": hashes[-1]})
        yield from sorted((row for row in batch if row.key > after), key=lambda row: row.key)
        remaining = {f"{sha256}__gt": hashes[-1]}


def find_strays(folder, keys):
    """Return the keys that belong to no row."""
    rows, sha256 = _query_rows(folder)
    hashes = {paths.parse_sha256(key) for key in keys} - {""}
    known = {row.key for row in rows.filter(**{f"{sha256}__in": hashes})}
    return [key for key in keys if key not in known]


def _query_rows(folder):
    """Return the rows with files in a folder, and the name of the field with their hash."""
    if folder == paths.ORIGINALS:
        return Asset.objects.all(), "sha256"
    return Rendition.objects.of_kind(folder).select_related("asset"), "asset__sha256"
