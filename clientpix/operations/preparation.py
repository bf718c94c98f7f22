"""Prepare the databases, the static files and the first owner, so that the server can start."""

import fcntl
import hashlib
import os
import socket
import time
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connections

from clientpix.env import InvalidConfiguration

DATABASE_TIMEOUT = 30
MIGRATION_LOCK = 7_242_519


def prepare():
    """Do every step that is not done yet."""
    with _lock_data_folder():
        migrate_databases()
        run_system_checks()
        collect_static_files()
        create_first_owner()


def migrate_databases():
    for alias, database in settings.DATABASES.items():
        with _explain_database_errors(database):
            _create_private_sqlite_file(database)
            with _lock_migrations(alias):
                call_command("migrate", database=alias, verbosity=0, interactive=False)


def run_system_checks():
    try:
        call_command("check", databases=list(settings.DATABASES), stdout=StringIO())
    except SystemCheckError as error:
        raise InvalidConfiguration(f"The configuration is not safe.\n{error}") from error


def collect_static_files():
    """Write hashed and compressed static files, if one has changed since the last time."""
    if settings.DEBUG:
        return
    stamp = settings.STATIC_ROOT / ".made-from"
    state = _fingerprint_static_files()
    if stamp.exists() and stamp.read_text() == state:
        return
    try:
        # A power cut may have left it empty, and collectstatic fails with an empty one.
        (settings.STATIC_ROOT / "staticfiles.json").unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(state)
    except OSError as error:
        raise InvalidConfiguration(
            f"{settings.STATIC_ROOT} cannot be written: {error.strerror}."
        ) from error


def create_first_owner():
    """Create the owner that the environment names, if there is no owner yet."""
    email, password = settings.OWNER_EMAIL, settings.OWNER_PASSWORD
    users = get_user_model().objects
    if bool(email) != bool(password):
        raise InvalidConfiguration(
            "CLIENTPIX_OWNER_EMAIL and CLIENTPIX_OWNER_PASSWORD belong together: set both."
        )
    if not email or users.owners().exists():
        return
    try:
        validate_password(password)
        users.create_superuser(email, password)
    except ValidationError as error:
        raise InvalidConfiguration(
            f"The first owner could not be created: {' '.join(error.messages)}"
        ) from error


def require_free_ports(*ports):
    for port in ports:
        family = socket.AF_INET6 if ":" in settings.BIND else socket.AF_INET
        with socket.socket(family) as probe:
            # Like gunicorn: a port that the last server has just closed can be used again.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.BIND, port))
            except OSError as error:
                raise InvalidConfiguration(
                    f"{settings.BIND}:{port} cannot be used ({error.strerror}). Stop the program "
                    "that uses the port, or choose another with CLIENTPIX_PORT."
                ) from error


@contextmanager
def _explain_database_errors(database):
    """Turn database errors into InvalidConfiguration with the name of the database."""
    try:
        yield
    except DatabaseError as error:
        where = database.get("HOST") or database["NAME"]
        reason = str(error).strip().splitlines()[0]
        raise InvalidConfiguration(
            f"The database {where} cannot be used: {reason}. Check that it is running, that the "
            "disk has space and that DATABASE_URL is correct."
        ) from error


@contextmanager
def _lock_data_folder():
    folder = os.open(settings.DATA, os.O_RDONLY)
    try:
        # The kernel releases it when the process dies.
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


@contextmanager
def _lock_migrations(alias):
    """Hold a lock while migrating, so that hosts that start together migrate one after another."""
    connection = connections[alias]
    _wait_for_database(connection)
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        # Polled: a session that waits in a statement blocks CREATE INDEX CONCURRENTLY.
        while not _try_migration_lock(cursor):
            time.sleep(0.5)
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def _try_migration_lock(cursor):
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [MIGRATION_LOCK])
    return cursor.fetchone()[0]


def _wait_for_database(connection):
    patience = DATABASE_TIMEOUT if connection.vendor == "postgresql" else 0
    # In containers PostgreSQL may start later than we do. SQLite is there or it isn't.
    deadline = time.monotonic() + patience
    while True:
        try:
            return connection.ensure_connection()
        except DatabaseError:
            if time.monotonic() >= deadline:
                raise
            time.sleep(0.5)


def _create_private_sqlite_file(database):
    """Create the database file with permissions for nobody else."""
    # SQLite gives its journal files the permissions of the database file.
    if database["ENGINE"].endswith("sqlite3"):
        path = Path(database["NAME"])
        try:
            path.touch(mode=0o600)
        except OSError as error:
            raise InvalidConfiguration(f"{path} cannot be written: {error.strerror}.") from error


def _fingerprint_static_files():
    # Size and time instead of the content: reading every file would slow down each start.
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
