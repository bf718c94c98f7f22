"""The secret key of an installation, created at the first start."""

import os
import secrets
import tempfile
from pathlib import Path

from clientpix.env import InvalidConfiguration

MIN_CHARACTERS = 50
MIN_DISTINCT_CHARACTERS = 12
PLACEHOLDERS = ("insecure", "change", "secret", "example", "password", "replace")


def load_or_create_key(folder: Path) -> str:
    """Return the key in the folder. Create it if there is none."""
    path = folder / "secret_key"
    return _read_key(path) or _create_key(path)


def require_strong(key: str) -> str:
    """Return the key, or raise an error if it could be guessed."""
    if _is_weak(key):
        raise InvalidConfiguration(
            f"CLIENTPIX_SECRET_KEY must be at least {MIN_CHARACTERS} random characters; "
            "leave it out, and one is created in the data folder."
        )
    return key


def _is_weak(key: str) -> bool:
    is_poor = len(key) < MIN_CHARACTERS or len(set(key)) < MIN_DISTINCT_CHARACTERS
    is_odd = not (key.isascii() and key.isprintable())
    return is_poor or is_odd or any(word in key for word in PLACEHOLDERS)


def _read_key(path: Path) -> str:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return ""
    if mode & 0o077:
        raise InvalidConfiguration(f"Others can read {path}: run chmod 600 {path}.")
    key = path.read_text("ascii", errors="replace").strip()
    if _is_weak(key):
        raise InvalidConfiguration(
            f"{path} does not contain a valid key: restore it from a backup, or delete it "
            "to get a new one, which signs everyone out."
        )
    return key


def _create_key(path: Path) -> str:
    # Written to a temporary file and linked: the key is never half-written, and if two processes
    # start at the same moment, the link of the second fails and both use the key of the first.
    descriptor, draft = tempfile.mkstemp(prefix=".secret_key.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()
    _fsync_folder(path.parent)
    return _read_key(path)


def _fsync_folder(folder: Path) -> None:
    # After a power cut, a new file may be missing unless its folder was synced as well.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
