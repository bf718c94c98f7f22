"""What was done before is known by a stamp, which is the fingerprint of what it was done from."""

import hashlib
from collections.abc import Sequence
from pathlib import Path


def fingerprint(files: Sequence[Path], *words: str) -> str:
    digest = hashlib.sha256("\n".join(words).encode())
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
