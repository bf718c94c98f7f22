"""Start workers that prepare photos for as long as a command is running."""

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
    """Workers beside those of a server. They exit when no job is due any more."""

    def __init__(self, process, log):
        self._process, self._log = process, log

    @property
    def is_running(self):
        return self._process.poll() is None

    def failure(self):
        """Return the last line that they logged if they failed, or an empty string."""
        if self.is_running or not self._process.returncode:
            return ""
        self._log.seek(0)
        lines = self._log.read().decode(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def stop(self):
        """Stop the workers. They finish their jobs or leave them for others."""
        self._process.terminate()
        self._process.wait()


@contextmanager
def start_workers():
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *WORKER_ARGUMENTS]
    # Their output goes to a file, because it would break the progress bar.
    with TemporaryFile() as log:
        # A session of its own: Ctrl-C must reach only this command, which then stops the workers.
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
            workers.stop()
