"""How long an upload waits for its client."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from assets.storage import vault
from assets.tus.errors import Gone
from assets.tus.upload import HANDLE, SUFFIXES, ending_of, file_of, remove
from assets.tus.write_lock import Turnstile

LIVES = timedelta(days=7)
SOON = timedelta(days=1)


def expires_at(handle):
    """Asking after it counts as well; what never began, and what ended, goes sooner."""
    with suppress(FileNotFoundError):
        return _touched(ending_of(handle)) + SOON
    times = []
    for suffix in SUFFIXES:
        with suppress(FileNotFoundError):
            times.append(_touched(file_of(handle, suffix)))
    return max(times, default=datetime.now(UTC)) + (LIVES if _has_begun(handle) else SOON)


def sweep(now):
    """Give up what nobody went on with, and forget what ended long enough ago."""
    incoming = vault.incoming_folder()
    handles = {path.stem for path in incoming.iterdir() if path.suffix in SUFFIXES}
    swept = sum(_give_up(handle, now) for handle in handles if HANDLE.fullmatch(handle))
    for path in ending_of("").parent.glob("*.json"):
        if expires_at(path.stem) < now:
            path.unlink(missing_ok=True)
    return swept


def _give_up(handle, now):
    """Unless somebody is at it at this very moment."""
    if not _is_over(handle, now):
        return False
    try:
        with Turnstile(file_of(handle, ".turn")) as turnstile, turnstile.alone(wait=False):
            if _is_over(handle, now):
                remove(handle)
    except BlockingIOError:
        return False
    except Gone:
        remove(handle)  # somebody was killed over it, and without a turnstile nobody can write
    return True


def _is_over(handle, now):
    return ending_of(handle).exists() or expires_at(handle) < now


def _has_begun(handle):
    with suppress(FileNotFoundError):
        return file_of(handle, ".upload").stat().st_size > 0
    return False


def _touched(path):
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
