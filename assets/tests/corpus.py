"""Files of real cameras. They aren't part of the repository."""

import hashlib
import os
from pathlib import Path

import pytest

from assets.intake import kinds
from clientpix.testing.repository import ROOT

NAME = "PHOTO_CORPUS"


def corpus():
    """Return the path and extension of each file in the corpus."""
    folder = Path(os.environ.get(NAME) or ROOT.parent / "shared" / "corpus")
    if not folder.is_dir():
        pytest.skip(f"no files of real cameras: set {NAME} to their folder")
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md")
    return [(path, kinds.detect_type(_head(path), path.name).extension) for path in files]


def as_kept(path, extension, folder):
    """Link a file under the name it would be stored under."""
    kept = Path(folder) / f"{hashlib.sha256(path.read_bytes()).hexdigest()}.{extension}"
    if not kept.exists():
        kept.symlink_to(path)
    return kept


def _head(path):
    with path.open("rb") as file:
        return file.read(kinds.HEAD_SIZE)
