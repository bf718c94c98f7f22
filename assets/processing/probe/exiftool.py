"""ExifTool, started once and then asked of one file after the other."""

import atexit
import os
import resource
import secrets
import selectors
import shutil
import time
from contextlib import suppress

from django.conf import settings
from exiftool import ExifTool
from exiftool.exceptions import ExifToolException

from assets.processing.probe import json_output
from assets.processing.problems import Problem, ProcessingError

NAME = "exiftool"
TIMEOUT = 20
MAX_OUTPUT = 8 * 1024**2
MEBIBYTE = 1024**2
CHUNK_SIZE = 64 * 1024

# Numbers as they are, but the lens by its name; and all of it as text, or "3.10" would be 3.1.
OPTIONS = [
    *("-json", "-G1", "-struct", "-charset", "filename=utf8"),
    *("-api", "largefilesupport=1", "-api", "StructFormat=JSONQ"),
    *("-Composite:LensID", "-all#", "--System:all"),
]
LIMITS = {
    resource.RLIMIT_AS: 1024 * MEBIBYTE,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_NOFILE: 64,
    resource.RLIMIT_CORE: 0,
}


class ExifToolProcess(ExifTool):
    """pyexiftool starts it; but it waits for ever, even for the dead, and does not count bytes."""

    def __init__(self, executable):
        super().__init__(executable, common_args=OPTIONS, config_file="", encoding="utf-8")

    @property
    def running(self):
        return self._process is not None and self._process.poll() is None

    def execute(self, *params, raw_bytes=False):
        """What it answers; it is at an end where it answers late, too much or not at all."""
        number = secrets.randbelow(10**12)
        try:
            self._tell(*params, f"-execute{number}")
            heard = self._read_until(f"{{ready{number}}}\n".encode())
        except BaseException:
            self.end()
            raise
        return heard if raw_bytes else heard.decode(errors="replace")

    def end(self):
        """Nothing of it is worth a farewell."""
        if self._process is not None:
            with suppress(OSError), self._process as process:
                process.kill()
        self._flag_running_false()

    terminate = end

    def detach(self):
        """Whoever was forked to open a strange file shall not be able to speak to it."""
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            pipe.close()
        self._process.returncode = 0  # nobody's child here
        self._flag_running_false()

    def __del__(self):
        self.end()

    def limit(self):
        for what, most in LIMITS.items():
            hard = resource.prlimit(self._process.pid, what)[1]
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.prlimit(self._process.pid, what, (most, most))

    def _tell(self, *lines):
        """Line by line: so nothing that holds more than one may pass."""
        if any("\n" in line for line in lines):
            raise ValueError(f"more than one line: {lines!r}")
        with suppress(BrokenPipeError):
            self._process.stdin.write(os.fsencode("".join(f"{line}\n" for line in lines)))
            self._process.stdin.flush()

    def _read_until(self, last):
        heard, deadline = bytearray(), time.monotonic() + TIMEOUT
        with selectors.DefaultSelector() as ears:
            ears.register(self._process.stdout, selectors.EVENT_READ, heard)
            ears.register(self._process.stderr, selectors.EVENT_READ, bytearray())
            while not heard.endswith(last):
                _read_chunk(ears, deadline)
                if len(heard) > MAX_OUTPUT:
                    raise ProcessingError(Problem.METADATA_TOO_LARGE, NAME)
        return bytes(heard.removesuffix(last))


def read_tags(path, *options):
    """Group and name of each tag with its value, word for word."""
    output = _get_process().execute(*options, str(path), raw_bytes=True)
    answers = json_output.parse_json(output or b"[]", NAME)
    if not answers or not isinstance(answers[0], dict):
        raise ProcessingError(Problem.INVALID_METADATA, NAME)
    return {tag: value for tag, value in answers[0].items() if tag != "SourceFile"}


@atexit.register
def stop():
    """Until it is asked again."""
    while PROCESSES:
        PROCESSES.pop().end()


def _detach_after_fork():
    while PROCESSES:
        PROCESSES.pop().detach()


PROCESSES = []
os.register_at_fork(after_in_child=_detach_after_fork)


def _get_process():
    if not (PROCESSES and PROCESSES[-1].running):
        stop()
        PROCESSES.append(_start_process())
    return PROCESSES[-1]


def _start_process():
    listener = ExifToolProcess(find_program())
    try:
        listener.run()
        listener.limit()
    except (OSError, RuntimeError, ExifToolException, ProcessingError) as error:
        listener.end()
        raise ProcessingError(Problem.EXIFTOOL_MISSING, str(error)) from error
    return listener


def find_program():
    """The one that npm brought knows newer cameras than the system's."""
    own = settings.BASE_DIR / "node_modules" / ".bin" / NAME
    found = str(own) if own.exists() else shutil.which(NAME)
    if found is None:
        raise ProcessingError(Problem.EXIFTOOL_MISSING)
    return found


def _read_chunk(ears, deadline):
    ready = ears.select(max(deadline - time.monotonic(), 0))
    if not ready:
        raise ProcessingError(Problem.TIMED_OUT, NAME)
    for key, _ in ready:
        piece = os.read(key.fd, CHUNK_SIZE)
        if not piece:
            raise ProcessingError(Problem.CRASHED, NAME)
        key.data.extend(piece)
