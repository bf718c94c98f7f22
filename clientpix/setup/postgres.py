"""A temporary PostgreSQL server for tests and benchmarks, on a free loopback port."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clientpix.setup.system import find_program

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108
MIN_FREE_MEMORY = 2 * 1024**3
# Autovacuum would analyze tables while they are empty, because tests roll back their rows. Plans
# for empty tables then take minutes.
TEST_OPTIONS = "-c max_wal_size=512MB -c autovacuum=off"


@contextmanager
def temporary_postgres(*, is_for_tests: bool = False) -> Iterator[str]:
    """Yield the URL of an empty database, or an empty string if PostgreSQL is not installed."""
    initdb = find_program("initdb")
    if initdb is None:
        yield ""
        return
    parent = SHARED_MEMORY if is_for_tests and _has_free_space(SHARED_MEMORY) else None
    folder = Path(tempfile.mkdtemp(prefix="clientpix-postgres-", dir=parent))
    try:
        with _running_postgres(
            initdb.parent, folder, TEST_OPTIONS if is_for_tests else ""
        ) as port:
            yield f"postgres://clientpix@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _has_free_space(folder: Path) -> bool:
    return folder.is_dir() and shutil.disk_usage(folder).free > MIN_FREE_MEMORY


@contextmanager
def _running_postgres(programs: Path, folder: Path, extra_options: str) -> Iterator[int]:
    owner = _postgres_uid()
    if owner is not None:
        os.chown(folder, owner, -1)
    data, port = folder / "data", _free_port()
    _run(owner, programs / "initdb", "-D", data, "-U", "clientpix", "-A", "trust", "--no-sync")
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} "
        f"-c max_connections=200 -c shared_buffers=64MB {extra_options}"
    )
    control = [str(programs / "pg_ctl"), "-D", str(data), "-w"]
    _run(owner, *control, "-l", folder / "log", "-o", options, "start")
    try:
        yield port
    finally:
        # The data is deleted anyway, so skip the checkpoint.
        _run(owner, *control, "-m", "immediate", "stop")


def _postgres_uid() -> int | None:
    """Return the user to run PostgreSQL as, or None for the current one."""
    # PostgreSQL refuses to run as root.
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_uid
    except KeyError:
        return pwd.getpwnam("nobody").pw_uid


def _run(user: int | None, *command: str | Path) -> None:
    # The server inherits the output of pg_ctl: a pipe would stay open as long as the server runs.
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=user)  # noqa: S603


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
