"""Where a file lies: a pure function of what is in it."""

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
    """Of a derived file; what is cleaned keeps its own extension, the others have theirs."""
    if kind not in RENDITION_KINDS or not _RECIPE.fullmatch(recipe):
        raise ValueError(f"not a derived file: {kind!r} {recipe!r}")
    return _build_key(
        kind, sha256, f"{sha256}_{recipe}", RENDITION_EXTENSIONS.get(kind, extension)
    )


def parse_sha256(key: str) -> str:
    """Whose file this is; nothing for a key that nobody of ours made."""
    folder, _, rest = key.partition("/")
    stem, _, extension = rest.rpartition("/")[2].partition(".")
    sha256, _, recipe = stem.partition("_")
    try:
        same = (
            rendition_key(folder, sha256, recipe, extension)
            if recipe
            else original_key(sha256, extension)
        )
    except ValueError:
        return ""
    return sha256 if same == key else ""


def _build_key(folder: str, sha256: str, stem: str, extension: str) -> str:
    if not SHA256.fullmatch(sha256) or not _EXTENSION.fullmatch(extension):
        raise ValueError(f"not a file of ours: {stem!r} {extension!r}")
    return f"{folder}/{sha256[:2]}/{sha256[2:4]}/{stem}.{extension}"
