"""A complete installation in a folder of its own, for tests that need real processes."""

import os
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
# Seconds until a test calls something stuck. Enough for a machine with five jobs per core.
PATIENCE = 240


class Installation:
    """A data folder, a database, and the processes that a test starts with them."""

    def __init__(self, folder, database_url=""):
        self.folder = Path(folder)
        self.database_url = database_url
        self.processes = []
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "CLIENTPIX_DATA": str(folder),
            "DJANGO_SETTINGS_MODULE": "clientpix.settings",
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "default",
        }
        if database_url:
            self.environment["DATABASE_URL"] = database_url

    def manage(self, *arguments, **environment):
        """Run a management command and wait for its end."""
        return subprocess.run(
            [sys.executable, ROOT / "manage.py", *map(str, arguments)],
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    def start(self, *command, **environment):
        """Start a program. It is stopped at the end of the test."""
        log = self.folder / f"{len(self.processes)}.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                list(map(str, command)),
                env=self.environment | environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                start_new_session=True,
                preexec_fn=_hear_all,
            )
        process.log = log
        self.processes.append(process)
        return process

    def start_manage(self, *arguments, **environment):
        return self.start(sys.executable, ROOT / "manage.py", *arguments, **environment)

    def python(self, code, patience=3 * PATIENCE, **environment):
        """Run CODE in a new process with Django set up, and return its output."""
        code = f"import django; django.setup()\n{code}"
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=patience,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def connect(self):
        if self.database_url:
            return psycopg.connect(self.database_url, autocommit=True)
        path = self.folder / "clientpix.sqlite3"
        return sqlite3.connect(path, isolation_level=None, timeout=PATIENCE)

    def rows(self, query):
        with closing(self.connect()) as connection:
            return connection.execute(query).fetchall()

    def value(self, query):
        return self.rows(query)[0][0]

    def close(self):
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            print(f"--- {process.log.name}\n{process.log.read_text()[-4000:]}")


def _hear_all():
    """Restore the default handling of signals that a shell ignores for background jobs."""
    for number in (signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)


def eventually(condition, patience=PATIENCE, what="it"):
    """Wait until CONDITION() is true and return its value. Fail after PATIENCE seconds."""
    deadline = time.monotonic() + patience
    while not (value := condition()):
        assert time.monotonic() < deadline, f"waited {patience} s for {what}"
        time.sleep(0.05)
    return value


def free_port():
    """Return a free port. The next one is free as well, for the downloads behind nginx."""
    while True:
        with socket.socket() as probe, socket.socket() as neighbour, suppress(OSError):
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
            neighbour.bind(("127.0.0.1", port + 1))
            return port


def _server_url():
    url = os.environ.get("DATABASE_URL", "")
    return url if url.startswith("postgres") else ""


def _postgresql(statement):
    with psycopg.connect(_server_url(), autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture(scope="session")
def _migrated_installation(tmp_path_factory):
    """Yield a migrated installation that every test gets a copy of."""
    url = _server_url()
    name = f"installation_{secrets.token_hex(6)}"
    if url:
        _postgresql(f"CREATE DATABASE {name}")
        url = urlsplit(url)._replace(path=f"/{name}").geturl()
    installation = Installation(tmp_path_factory.mktemp("built"), url)
    for database in ["default"] if url else ["default", "counters"]:
        done = installation.manage("migrate", "--database", database)
        assert done.returncode == 0, done.stderr
    yield installation, name
    if url:
        _postgresql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def installation(tmp_path, _migrated_installation):
    built, template = _migrated_installation
    folder, url, name = tmp_path / "installation", "", f"installation_{secrets.token_hex(6)}"
    shutil.copytree(built.folder, folder)
    if built.database_url:
        _postgresql(f"CREATE DATABASE {name} TEMPLATE {template}")
        url = urlsplit(built.database_url)._replace(path=f"/{name}").geturl()
    installation = Installation(folder, url)
    yield installation
    installation.close()
    if url:
        _postgresql(f"DROP DATABASE {name} WITH (FORCE)")
