"""Read metadata with ExifTool, started once and then asked about one file after another."""

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
    """An ExifTool that stays open, with limits on its time, its memory and its answers.

    pyexiftool starts the process and makes it end with its parent, but would wait for an
    answer for ever and read one of any length. It has no public name for the process.
    """

    def __init__(self, executable):
        # The empty configuration file keeps ExifTool from reading one in the home folder.
        super().__init__(executable, common_args=OPTIONS, config_file="", encoding="utf-8")

    @property
    def process(self):
        return self._process

    @property
    def running(self):
        return self.process is not None and self.process.poll() is None

    def run(self):
        super().run()
        for kind, limit in LIMITS.items():
            hard = resource.prlimit(self.process.pid, kind)[1]
            limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
            resource.prlimit(self.process.pid, kind, (limit, limit))

    def execute(self, *params, raw_bytes=False):
        """Return the answer. Stop the process if the answer is late, too long or missing."""
        number = secrets.randbelow(10**12)
        try:
            self._write_lines(*params, f"-execute{number}")
            answer = self._read_until(f"{{ready{number}}}\n".encode())
        except BaseException:
            self.terminate()
            raise
        return answer if raw_bytes else answer.decode(errors="replace")

    def terminate(self, *_options):
        # It writes nothing, so it may be killed at any moment.
        if self.process is not None:
            with suppress(OSError), self.process as process:
                process.kill()

    def __del__(self):
        self.terminate()

    def detach(self):
        """Let go of the process in a forked child, which must not be able to speak to it."""
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            pipe.close()
        # It is no child of this process, so there is nothing to wait for.
        self.process.returncode = 0

    def _write_lines(self, *lines):
        # Each line is an argument, so a line break in a value would make it a command.
        if any("\n" in line for line in lines):
            raise ValueError(f"more than one line: {lines!r}")
        with suppress(BrokenPipeError):
            self.process.stdin.write(os.fsencode("".join(f"{line}\n" for line in lines)))
            self.process.stdin.flush()

    def _read_until(self, end):
        output, deadline = bytearray(), time.monotonic() + TIMEOUT
        with selectors.DefaultSelector() as pipes:
            pipes.register(self.process.stdout, selectors.EVENT_READ, output)
            # Warnings are read as well, or a full pipe would block ExifTool.
            pipes.register(self.process.stderr, selectors.EVENT_READ, bytearray())
            while not output.endswith(end):
                _read_chunk(pipes, deadline)
                if len(output) > MAX_OUTPUT:
                    raise ProcessingError(Problem.METADATA_TOO_LARGE, NAME)
        return bytes(output.removesuffix(end))


def read_tags(path, *options):
    """Return the value of each tag, unchanged, by its group and name."""
    output = _get_process().execute(*options, str(path), raw_bytes=True)
    answers = json_output.parse_json(output or b"[]", NAME)
    if not answers or not isinstance(answers[0], dict):
        raise ProcessingError(Problem.INVALID_METADATA, NAME)
    return {tag: value for tag, value in answers[0].items() if tag != "SourceFile"}


@atexit.register
def stop():
    """Stop ExifTool until it is needed again."""
    while PROCESSES:
        PROCESSES.pop().terminate()


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
    program = find_program()
    try:
        process = ExifToolProcess(program)
        # This asks for the version as well: a program that does not answer is no ExifTool.
        process.run()
    except (OSError, RuntimeError, ExifToolException, ProcessingError) as error:
        raise ProcessingError(Problem.EXIFTOOL_MISSING, str(error)) from error
    return process


def find_program():
    # The one from npm knows newer cameras than the system's.
    own = settings.BASE_DIR / "node_modules" / ".bin" / NAME
    program = str(own) if own.exists() else shutil.which(NAME)
    if program is None:
        raise ProcessingError(Problem.EXIFTOOL_MISSING)
    return program


def _read_chunk(pipes, deadline):
    ready = pipes.select(max(deadline - time.monotonic(), 0))
    if not ready:
        raise ProcessingError(Problem.TIMED_OUT, NAME)
    for key, _ in ready:
        chunk = os.read(key.fd, CHUNK_SIZE)
        if not chunk:
            raise ProcessingError(Problem.CRASHED, NAME)
        key.data.extend(chunk)
