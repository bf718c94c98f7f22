"""System checks of what must hold before photos are stored: durability, disks, https."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import Error, Tags, register
from django.db import connections
from django.tasks import task_backends
from django.tasks.exceptions import InvalidTaskBackend

SYNCHRONOUS_FULL = 2
LOCAL_HOSTS = {"127.0.0.1", "::1", "localhost"}


@register("clientpix")
def check_database_options(app_configs, **kwargs):
    default = settings.DATABASES["default"]
    problems = []
    if any(database.get("ATOMIC_REQUESTS") for database in settings.DATABASES.values()):
        problems.append(
            Error(
                "ATOMIC_REQUESTS must be off, otherwise each request holds the lock.",
                id="clientpix.E001",
            )
        )
    is_sqlite = default["ENGINE"].endswith("sqlite3")
    if is_sqlite and default.get("OPTIONS", {}).get("transaction_mode") != "IMMEDIATE":
        problems.append(Error("SQLite needs transaction_mode IMMEDIATE.", id="clientpix.E002"))
    return problems


@register(Tags.database)
def check_database_durability(app_configs, databases=(), **kwargs):
    if "default" not in (databases or ()):
        return []
    connection = connections["default"]
    check = (
        _check_sqlite_durability if connection.vendor == "sqlite" else _check_postgresql_durability
    )
    with connection.cursor() as cursor:
        return check(cursor, connection)


def _check_sqlite_durability(cursor, connection):
    problems = []
    if cursor.execute("PRAGMA synchronous").fetchone()[0] < SYNCHRONOUS_FULL:
        problems.append(
            Error(
                "SQLite needs synchronous=FULL, or a power cut loses rows.",
                id="clientpix.E003",
            )
        )
    journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
    if journal != "wal" and not connection.is_in_memory_db():
        problems.append(
            Error(
                f"SQLite must run with journal_mode=WAL, not {journal}.",
                hint="Network file systems don't support this. Use a local disk.",
                id="clientpix.E004",
            )
        )
    return problems


def _check_postgresql_durability(cursor, connection):
    problems = []
    for name, code in (("synchronous_commit", "clientpix.E005"), ("fsync", "clientpix.E006")):
        cursor.execute(f"SHOW {name}")
        if cursor.fetchone()[0] == "off":
            problems.append(Error(f"PostgreSQL must not run with {name}=off.", id=code))
    return problems


@register(Tags.database)
def check_hard_links(app_configs, databases=(), **kwargs):
    # Photos are put in place by a hard link, which never overwrites an existing file.
    if "default" not in (databases or ()):
        return []
    settings.PHOTOS.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.PHOTOS, prefix=".link-check-") as folder:
        file = Path(folder, "file")
        file.touch()
        try:
            os.link(file, Path(folder, "link"))
        except OSError as error:
            message = f"{settings.PHOTOS} is on a disk without hard links: {error.strerror}."
            hint = "Use ext4, XFS, Btrfs or ZFS. exFAT and most network shares don't work."
            return [Error(message, hint=hint, id="clientpix.E008")]
    return []


@register("clientpix")
def check_task_backend(app_configs, **kwargs):
    try:
        return list(task_backends["default"].check())
    except InvalidTaskBackend as error:
        return [Error(f"CLIENTPIX_TASKS: {error}", id="clientpix.E007")]


@register(deploy=True)
def check_https(app_configs, **kwargs):
    is_local = {settings.BIND, urlsplit(settings.SITE_URL).hostname} <= LOCAL_HOSTS
    if settings.IS_HTTPS or is_local:
        return []
    return [
        checks.Warning(
            f"{settings.SITE_URL} is not https: passwords can be read on the network.",
            hint="Put a proxy with a certificate in front and set CLIENTPIX_SITE_URL to https://...",
            id="clientpix.W001",
        )
    ]
