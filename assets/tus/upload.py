"""The files of an upload: its bytes, what was declared of them, and later how it ended."""

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

# In the order in which they go: without the first of them there is no upload.
SUFFIXES = (".json", ".upload", ".turn", ".new")


@dataclass(frozen=True)
class Upload:
    """A file on its way. How far it is, the length of its bytes alone says."""

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

    def turnstile(self):
        return WriteLock(get_file_path(self.handle, ".turn"))


def create_upload(**declared):
    """A place for a file that was announced; it is on disk before anybody hears of it."""
    upload = Upload(uuid.uuid4().hex, **declared)
    with vault.classify_disk_errors():
        upload.path.touch(exist_ok=False)
        get_file_path(upload.handle, ".turn").touch(exist_ok=False)
        _write_json(upload, get_file_path(upload.handle, ".json"))
    failpoints.reach("upload created")
    return upload


def find_upload(handle):
    """The upload of that handle; whose it is, is for the caller to ask."""
    if not HANDLE_PATTERN.fullmatch(handle):
        raise UploadNotFound
    for path in (get_result_path(handle), get_file_path(handle, ".json")):
        # After a power cut there may be a file of that name with nothing in it.
        with suppress(FileNotFoundError, ValueError, TypeError):
            return Upload(**json.loads(path.read_text()))
    raise UploadNotFound


def iter_unfinished():
    """Every upload that has not ended, with the number of its bytes that have come."""
    for path in vault.incoming_folder().glob("*.json"):
        with suppress(UploadNotFound, FileNotFoundError):
            upload = find_upload(path.stem)
            if not upload.result:
                yield upload, upload.path.stat().st_size


@contextmanager
def quota_lock():
    """Who counts what is announced already, and then announces more, does so alone."""
    with (vault.incoming_folder() / "counting").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def finish_upload(upload, result):
    """The file is kept by now; here stays a word of how it went, for who did not hear it."""
    ended = replace(upload, result=result)
    with vault.classify_disk_errors():
        _write_json(ended, get_result_path(upload.handle))
    failpoints.reach("upload ended")
    remove_files(upload.handle)
    return ended


def discard_upload(upload):
    """Given up on purpose; whoever is writing notices with the next piece."""
    if upload.result:
        get_result_path(upload.handle).unlink(missing_ok=True)
    else:
        with upload.turnstile() as turnstile, turnstile.alone():
            remove_files(upload.handle)


def remove_files(handle):
    for suffix in SUFFIXES:
        get_file_path(handle, suffix).unlink(missing_ok=True)


def get_file_path(handle, suffix):
    return vault.incoming_folder() / f"{handle}{suffix}"


def get_result_path(handle):
    """Apart from the others, so that who counts these need not read those."""
    return vault.incoming_folder() / "ended" / f"{handle}.json"


def _write_json(upload, path):
    """All of it or nothing of it."""
    path.parent.mkdir(exist_ok=True)
    fresh = get_file_path(upload.handle, ".new")
    with fresh.open("w") as file:
        json.dump(asdict(upload), file)
        file.flush()
        sync_file(file.fileno())
    fresh.rename(path)
    sync_folder(path.parent)
