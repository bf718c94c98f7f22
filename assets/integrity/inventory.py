"""What should lie where: the keys that rows speak of."""

from assets.models import Asset, Copy
from assets.storage import paths

FOLDERS = (paths.ORIGINALS, *paths.RENDITION_KINDS)
BATCH_SIZE = 500


def iterate_rows(folder, after=""):
    """Every row with a file in FOLDER whose key comes after AFTER, by key."""
    every, sha256 = _query_rows(folder)
    left = {f"{sha256}__gte": paths.parse_sha256(after)}
    while hashes := list(
        every.filter(**left).order_by(sha256).values_list(sha256, flat=True)[:BATCH_SIZE]
    ):
        batch = every.filter(**left, **{f"{sha256}__lte": hashes[-1]})
        yield from sorted((row for row in batch if row.key > after), key=lambda row: row.key)
        left = {f"{sha256}__gt": hashes[-1]}


def find_strays(folder, keys):
    """Those of KEYS that no row speaks of."""
    every, sha256 = _query_rows(folder)
    hashes = {paths.parse_sha256(key) for key in keys} - {""}
    known = {row.key for row in every.filter(**{f"{sha256}__in": hashes})}
    return [key for key in keys if key not in known]


def _query_rows(folder):
    """All of its rows, and where in them the hash is."""
    if folder == paths.ORIGINALS:
        return Asset.objects.all(), "sha256"
    return Copy.objects.of_kind(folder).select_related("asset"), "asset__sha256"
