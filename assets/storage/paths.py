"""Storage keys of originals and renditions, derived from their content."""

import re

ORIGINALS = "originals"
RENDITION_EXTENSIONS = {"small": "webp", "thumbnails": "webp", "web": "webp", "video": "mp4"}
RENDITION_KINDS = (*RENDITION_EXTENSIONS, "clean")

SHA256 = re.compile(r"[0-9a-f]{64}")
_EXTENSION = re.compile(r"[a-z0-9]{1,8}")
_RECIPE = re.compile(r"[a-z0-9-]{1,32}")


def original_key(sha256: str, extension: str) -> str:
    return _build_key(ORIGINALS, sha256, sha256, extension)


def rendition_key(kind: str, sha256: str, recipe: str, extension: str = "") -> str:
    """Return the key of a rendition.

    EXTENSION only matters for cleaned files: they keep the extension of their original, while
    the other kinds have a fixed one.
    """
    if kind not in RENDITION_KINDS or not _RECIPE.fullmatch(recipe):
        raise ValueError(f"invalid rendition: {kind!r} {recipe!r}")
    return _build_key(
        kind, sha256, f"{sha256}_{recipe}", RENDITION_EXTENSIONS.get(kind, extension)
    )


def parse_sha256(key: str) -> str:
    """Return the hash of the original that a key belongs to, or "" if the key isn't valid."""
    folder, _, rest = key.partition("/")
    stem, _, extension = rest.rpartition("/")[2].partition(".")
    sha256, _, recipe = stem.partition("_")
    try:
        rebuilt_key = (
            rendition_key(folder, sha256, recipe, extension)
            if recipe
            else original_key(sha256, extension)
        )
    except ValueError:
        return ""
    return sha256 if rebuilt_key == key else ""


def _build_key(folder: str, sha256: str, stem: str, extension: str) -> str:
    if not SHA256.fullmatch(sha256) or not _EXTENSION.fullmatch(extension):
        raise ValueError(f"invalid file name: {stem!r} {extension!r}")
    return f"{folder}/{sha256[:2]}/{sha256[2:4]}/{stem}.{extension}"
