"""The files of an upload: its bytes, what was declared of them, and later how it ended."""

import fcntl
import json
import re
import uuid
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace

from assets.storage import failpoints, vault
from assets.storage.backends import sync, sync_folder
from assets.tus.errors import Gone
from assets.tus.write_lock import Turnstile

HANDLE = re.compile(r"[0-9a-f]{32}")

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
        return file_of(self.handle, ".upload")

    def turnstile(self):
        return Turnstile(file_of(self.handle, ".turn"))


def begin(**declared):
    """A place for a file that was announced; it is on disk before anybody hears of it."""
    upload = Upload(uuid.uuid4().hex, **declared)
    with vault.told_plainly():
        upload.path.touch(exist_ok=False)
        file_of(upload.handle, ".turn").touch(exist_ok=False)
        _write(upload, file_of(upload.handle, ".json"))
    failpoints.reach("upload created")
    return upload


def find(handle):
    """The upload of that handle; whose it is, is for the caller to ask."""
    if not HANDLE.fullmatch(handle):
        raise Gone
    for path in (ending_of(handle), file_of(handle, ".json")):
        # After a power cut there may be a file of that name with nothing in it.
        with suppress(FileNotFoundError, ValueError, TypeError):
            return Upload(**json.loads(path.read_text()))
    raise Gone


def unfinished():
    """Every upload that has not ended, with the number of its bytes that have come."""
    for path in vault.incoming_folder().glob("*.json"):
        with suppress(Gone, FileNotFoundError):
            upload = find(path.stem)
            if not upload.result:
                yield upload, upload.path.stat().st_size


@contextmanager
def counting():
    """Who counts what is announced already, and then announces more, does so alone."""
    with (vault.incoming_folder() / "counting").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def end(upload, result):
    """The file is kept by now; here stays a word of how it went, for who did not hear it."""
    ended = replace(upload, result=result)
    with vault.told_plainly():
        _write(ended, ending_of(upload.handle))
    failpoints.reach("upload ended")
    remove(upload.handle)
    return ended


def discard(upload):
    """Given up on purpose; whoever is writing notices with the next piece."""
    if upload.result:
        ending_of(upload.handle).unlink(missing_ok=True)
    else:
        with upload.turnstile() as turnstile, turnstile.alone():
            remove(upload.handle)


def remove(handle):
    for suffix in SUFFIXES:
        file_of(handle, suffix).unlink(missing_ok=True)


def file_of(handle, suffix):
    return vault.incoming_folder() / f"{handle}{suffix}"


def ending_of(handle):
    """Apart from the others, so that who counts these need not read those."""
    return vault.incoming_folder() / "ended" / f"{handle}.json"


def _write(upload, path):
    """All of it or nothing of it."""
    path.parent.mkdir(exist_ok=True)
    fresh = file_of(upload.handle, ".new")
    with fresh.open("w") as file:
        json.dump(asdict(upload), file)
        file.flush()
        sync(file.fileno())
    fresh.rename(path)
    sync_folder(path.parent)
