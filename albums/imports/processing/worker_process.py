"""The workers of this house, called in for as long as somebody looks on."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from django.conf import settings

PARENT_DEATH_SCRIPT = Path(__file__).with_name("parent_death.py")
WORKER_ARGUMENTS = ("worker", "--queues", "processing", "--until-done")


class WorkerProcess:
    """A crew of their own beside that of a server: they go when nothing is due any more."""

    def __init__(self, process, log):
        self._process, self._log = process, log

    @property
    def are_here(self):
        return self._process.poll() is None

    def excuse(self):
        """Why they went without having worked; nothing, if they did."""
        if self.are_here or not self._process.returncode:
            return ""
        self._log.seek(0)
        lines = self._log.read().decode(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def send_away(self):
        """What they are at is finished, or given back for others."""
        self._process.terminate()
        self._process.wait()


@contextmanager
def start_workers():
    """What they say among themselves is not for the console that this runs on."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *WORKER_ARGUMENTS]
    with TemporaryFile() as log:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-S", str(PARENT_DEATH_SCRIPT), str(os.getpid()), *command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        workers = WorkerProcess(process, log)
        try:
            yield workers
        finally:
            workers.send_away()
