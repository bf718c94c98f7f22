"""A running server with all its processes."""

import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from clientpix.testing.installation import PATIENCE, eventually, free_port


class Running:
    """`manage.py serve` in an installation of its own."""

    def __init__(self, installation, *arguments, **environment):
        self.port = free_port()
        environment["CLIENTPIX_PORT"] = str(self.port)
        self.process = installation.start_manage("serve", *arguments, **environment)
        self.log = self.process.log

    def word(self):
        with suppress(OSError):
            url = f"http://127.0.0.1:{self.port}/healthz"
            return urllib.request.urlopen(url, timeout=PATIENCE).read().decode().strip()

    def wait_until_ready(self):
        eventually(lambda: self.word() == "ok" or self.process.poll() is not None)
        assert self.process.poll() is None, self.log.read_text()
        eventually(lambda: "Client Pix is running" in self.log.read_text())
        return self

    def family(self):
        """Return the ids of all processes below the supervisor."""
        return family_of(self.process.pid)

    def find_processes(self, words):
        return [pid for pid in self.family() if words in command_of(pid)]


def family_of(ancestor):
    parents = _parents()
    return [pid for pid in sorted(parents) if _descends(pid, ancestor, parents)]


def _parents():
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parents[int(folder.name)] = int(
                (folder / "stat").read_text().rpartition(")")[2].split()[1]
            )
    return parents


def _descends(pid, ancestor, parents):
    while pid := parents.get(pid):
        if pid == ancestor:
            return True
    return False


def command_of(pid):
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return ""


def is_gone(pid):
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return True


@pytest.fixture
def start_server(installation):
    return lambda *arguments, **environment: Running(installation, *arguments, **environment)
