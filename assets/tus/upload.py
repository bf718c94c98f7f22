"""The files of an upload: its bytes, what the client declared about it, and its result."""

import fcntl
import json
import re
import uuid
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace

from assets.storage import failpoints, vault
from assets.storage.backends import sync_file, sync_folder
from assets.tus.errors import UploadNotFound
from assets.tus.write_lock import WriteLock

HANDLE_PATTERN = re.compile(r"[0-9a-f]{32}")

# Removed in this order: without the first one, the upload doesn't exist.
SUFFIXES = (".json", ".upload", ".turn", ".new")


@dataclass(frozen=True)
class Upload:
    """An upload. Its progress is the length of its file and recorded nowhere else."""

    handle: str
    length: int
    name: str
    person: str
    sha256: str = ""
    metadata: str = ""
    about: dict = field(default_factory=dict)
    result: dict = field(default_factory=dict)

    @property
    def path(self):
        return get_file_path(self.handle, ".upload")

    def write_lock(self):
        return WriteLock(get_file_path(self.handle, ".turn"))


def create_upload(**declared):
    """Create an upload. Its files are on disk before the client learns its handle."""
    upload = Upload(uuid.uuid4().hex, **declared)
    with vault.classify_disk_errors():
        upload.path.touch(exist_ok=False)
        get_file_path(upload.handle, ".turn").touch(exist_ok=False)
        _write_json(upload, get_file_path(upload.handle, ".json"))
    failpoints.reach("upload created")
    return upload


def find_upload(handle):
    """Return the upload with this handle. The caller must check whose it is."""
    if not HANDLE_PATTERN.fullmatch(handle):
        raise UploadNotFound
    for path in (get_result_path(handle), get_file_path(handle, ".json")):
        # After a power cut the file may exist but be empty.
        with suppress(FileNotFoundError, ValueError, TypeError):
            return Upload(**json.loads(path.read_text()))
    raise UploadNotFound


def iter_unfinished():
    """Yield each unfinished upload with the number of bytes received so far."""
    for path in vault.incoming_folder().glob("*.json"):
        with suppress(UploadNotFound, FileNotFoundError):
            upload = find_upload(path.stem)
            if not upload.result:
                yield upload, upload.path.stat().st_size


@contextmanager
def quota_lock():
    """Let one process at a time check the quota and create an upload."""
    with (vault.incoming_folder() / "counting").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def finish_upload(upload, result):
    """Save the result of an upload whose file is stored, and remove its other files."""
    # The client asks again if it lost the connection before it got the result.
    finished = replace(upload, result=result)
    with vault.classify_disk_errors():
        _write_json(finished, get_result_path(upload.handle))
    failpoints.reach("upload ended")
    remove_files(upload.handle)
    return finished


def discard_upload(upload):
    """Remove an upload. A request that is writing to it fails at its next block."""
    if upload.result:
        get_result_path(upload.handle).unlink(missing_ok=True)
    else:
        with upload.write_lock() as lock, lock.hold():
            remove_files(upload.handle)


def remove_files(handle):
    for suffix in SUFFIXES:
        get_file_path(handle, suffix).unlink(missing_ok=True)


def get_file_path(handle, suffix):
    return vault.incoming_folder() / f"{handle}{suffix}"


def get_result_path(handle):
    # In a folder of its own, so that listing unfinished uploads doesn't read all results.
    return vault.incoming_folder() / "ended" / f"{handle}.json"


def _write_json(upload, path):
    """Write a file atomically and durably."""
    path.parent.mkdir(exist_ok=True)
    temporary = get_file_path(upload.handle, ".new")
    with temporary.open("w") as file:
        json.dump(asdict(upload), file)
        file.flush()
        sync_file(file.fileno())
    temporary.rename(path)
    sync_folder(path.parent)
