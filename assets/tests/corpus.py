"""Files of real cameras, which are no part of the project: they lie beside it, or elsewhere."""

import hashlib
import os
from pathlib import Path

import pytest

from assets.intake import kinds
from clientpix.testing.repository import ROOT

NAME = "PHOTO_CORPUS"


def corpus():
    """All that we would take in, as path and extension."""
    folder = Path(os.environ.get(NAME) or ROOT.parent / "shared" / "corpus")
    if not folder.is_dir():
        pytest.skip(f"no files of real cameras: {NAME} names their folder")
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md")
    return [(path, kinds.detect_type(_head(path), path.name).extension) for path in files]


def as_kept(path, extension, folder):
    """Under the name that its content gives it."""
    kept = Path(folder) / f"{hashlib.sha256(path.read_bytes()).hexdigest()}.{extension}"
    if not kept.exists():
        kept.symlink_to(path)
    return kept


def _head(path):
    with path.open("rb") as file:
        return file.read(kinds.HEAD_SIZE)
