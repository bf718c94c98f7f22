"""Expire uploads that nobody continues."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from assets.storage import vault
from assets.tus.errors import UploadNotFound
from assets.tus.upload import (
    HANDLE_PATTERN,
    SUFFIXES,
    get_file_path,
    get_result_path,
    remove_files,
)
from assets.tus.write_lock import WriteLock

LIFETIME = timedelta(days=7)
# For uploads without any data, and for results.
SHORT_LIFETIME = timedelta(days=1)


def get_expiry(handle):
    """Return when an upload expires. Requests without data prolong it as well."""
    with suppress(FileNotFoundError):
        return _modified_at(get_result_path(handle)) + SHORT_LIFETIME
    return get_last_activity(handle) + (LIFETIME if _has_begun(handle) else SHORT_LIFETIME)


def get_last_activity(handle):
    """Return when the upload was last written to or asked about; now if it has no files."""
    times = []
    for suffix in SUFFIXES:
        with suppress(FileNotFoundError):
            times.append(_modified_at(get_file_path(handle, suffix)))
    return max(times, default=datetime.now(UTC))


def sweep_expired(now):
    """Remove expired uploads and old results. Return how many uploads were removed."""
    incoming = vault.incoming_folder()
    handles = {path.stem for path in incoming.iterdir() if path.suffix in SUFFIXES}
    swept = sum(
        _remove_if_expired(handle, now) for handle in handles if HANDLE_PATTERN.fullmatch(handle)
    )
    for path in get_result_path("").parent.glob("*.json"):
        if get_expiry(path.stem) < now:
            path.unlink(missing_ok=True)
    return swept


def _remove_if_expired(handle, now):
    if not _is_expired(handle, now):
        return False
    try:
        with WriteLock(get_file_path(handle, ".turn")) as lock, lock.hold(wait=False):
            # A request may have continued it before this process got the lock.
            if _is_expired(handle, now):
                remove_files(handle)
    except BlockingIOError:
        return False
    except UploadNotFound:
        # A process was killed while it removed the files. Nobody can write without a lock file.
        remove_files(handle)
    return True


def _is_expired(handle, now):
    return get_result_path(handle).exists() or get_expiry(handle) < now


def _has_begun(handle):
    with suppress(FileNotFoundError):
        return get_file_path(handle, ".upload").stat().st_size > 0
    return False


def _modified_at(path):
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
