"""The key of the house: made once, readable by nobody else."""

import os
import secrets
from pathlib import Path

from clientpix.env import Refused

FEWEST_CHARACTERS = 50


def key_in(folder: Path) -> str:
    """The key that lies in FOLDER; made there at the first start."""
    path = folder / "secret_key"
    try:
        return _existing(path) or _made(path)
    except OSError as error:
        raise Refused(
            f"The data folder {folder} cannot be used ({error.strerror}): make it writable, "
            "free some space, or name another one with CLIENTPIX_DATA."
        ) from error


def strong(key: str) -> str:
    """KEY, unless it is one that somebody could guess."""
    if len(key) < FEWEST_CHARACTERS or len(set(key)) < 12 or "insecure" in key:
        raise Refused(
            f"CLIENTPIX_SECRET_KEY must be at least {FEWEST_CHARACTERS} random characters; "
            "leave it out and one is made in the data folder."
        )
    return key


def _existing(path: Path) -> str:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return ""
    if mode & 0o077:
        raise Refused(f"Others can read {path}: run chmod 600 {path}.")
    return strong(path.read_text().strip())


def _made(path: Path) -> str:
    """Write beside and link, so that of two first starts one key wins and none is half-written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".secret_key.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return _existing(path)
