"""What must be true of a configuration before pictures are trusted to it."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connections

FULL = 2


@register("clientpix")
def databases_are_set_up_safely(app_configs, **kwargs):
    default = settings.DATABASES["default"]
    problems = []
    if any(database.get("ATOMIC_REQUESTS") for database in settings.DATABASES.values()):
        problems.append(
            Error("ATOMIC_REQUESTS must be off: a page would hold the lock.", id="clientpix.E001")
        )
    is_sqlite = default["ENGINE"].endswith("sqlite3")
    if is_sqlite and default["OPTIONS"].get("transaction_mode") != "IMMEDIATE":
        problems.append(
            Error("SQLite needs transaction_mode IMMEDIATE.", id="clientpix.E002")
        )
    return problems


@register(Tags.database)
def acknowledged_rows_survive_a_power_cut(app_configs, databases=(), **kwargs):
    if "default" not in (databases or ()):
        return []
    connection = connections["default"]
    promise = _sqlite_promise if connection.vendor == "sqlite" else _postgresql_promise
    with connection.cursor() as cursor:
        return promise(cursor, connection)


def _sqlite_promise(cursor, connection):
    problems = []
    if cursor.execute("PRAGMA synchronous").fetchone()[0] < FULL:
        problems.append(
            Error("SQLite must run with synchronous=FULL: less loses rows.", id="clientpix.E003")
        )
    journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
    if journal != "wal" and not connection.is_in_memory_db():
        problems.append(
            Error(
                f"SQLite must run with journal_mode=WAL, not {journal}.",
                hint="Network file systems cannot do this: put the data on a local disk.",
                id="clientpix.E004",
            )
        )
    return problems


def _postgresql_promise(cursor, connection):
    cursor.execute("SHOW synchronous_commit")
    if cursor.fetchone()[0] == "off":
        return [
            Error("PostgreSQL must not run with synchronous_commit=off.", id="clientpix.E005")
        ]
    return []


@register(deploy=True)
def strangers_are_met_on_https(app_configs, **kwargs):
    is_local = settings.BIND in {"127.0.0.1", "::1", "localhost"} and not settings.SITE
    if settings.IS_HTTPS or is_local:
        return []
    return [
        Warning(
            f"{settings.SITE_URL} is not https: who sits in between reads passwords and pictures.",
            hint="Put a proxy with a certificate in front and set CLIENTPIX_SITE_URL to https://...",
            id="clientpix.W001",
        )
    ]
