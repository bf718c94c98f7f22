"""Run commands as child processes in an empty installation, and measure what they use."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
POLL_INTERVAL = 0.02


class Spent(NamedTuple):
    """Seconds, bytes written, output, and samples of (time, CPU so far) taken while it ran."""

    wall: float
    cpu: float
    written: int
    output: str
    marks: list


def run(command, environment=None):
    before, started, marks = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic(), []
    with tempfile.TemporaryFile("w+") as file:
        child = subprocess.Popen(command, env=environment, stdout=file)
        while child.poll() is None:
            marks.append((time.time(), _cpu_of(child.pid)))
            time.sleep(POLL_INTERVAL)
        wall = time.monotonic() - started
        assert child.returncode == 0, command
        file.seek(0)
        output = file.read()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(wall, cpu, 512 * (after.ru_oublock - before.ru_oublock), output, marks)


@contextmanager
def installation(folder, database=""):
    """Create an installation in FOLDER, and yield a function that runs its `manage.py`."""
    with tempfile.TemporaryDirectory(dir=folder) as data:
        environment = os.environ | {
            "CLIENTPIX_DATA": data,
            "DATABASE_URL": database,
            "CLIENTPIX_OWNER_EMAIL": "anna@example.org",
            "CLIENTPIX_OWNER_PASSWORD": "a long enough word",
        }
        manage = [sys.executable, ROOT / "manage.py"]
        run([*manage, "prepare"], environment)
        os.sync()
        yield lambda *arguments: run([*manage, *arguments], environment)


def _cpu_of(pid):
    """Return the CPU seconds of a process so far, without its children."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
