"""Stamp files that record which version of the lock files an installation was made from."""

import hashlib
from collections.abc import Sequence
from pathlib import Path


def fingerprint(files: Sequence[Path], *names: str) -> str:
    digest = hashlib.sha256("\n".join(names).encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def is_done(stamp: Path, state: str) -> bool:
    try:
        return stamp.read_text() == state
    except OSError:
        return False


def set_done(stamp: Path, state: str) -> None:
    stamp.write_text(state)
