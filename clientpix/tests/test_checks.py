import pytest
from django.conf import settings as project_settings
from django.db import ConnectionHandler, connection

from clientpix import checks

SQLITE = "django.db.backends.sqlite3"
OPTIONS = {"transaction_mode": "IMMEDIATE"}
only_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="tests PostgreSQL"
)


def ids(problems):
    return [problem.id for problem in problems]


@pytest.fixture
def database(tmp_path, monkeypatch):
    """Return a function that opens a SQLite database with the given pragmas."""

    def database(pragmas):
        handler = ConnectionHandler(
            {
                "default": {
                    "ENGINE": SQLITE,
                    "NAME": tmp_path / "a.sqlite3",
                    "OPTIONS": OPTIONS | {"init_command": pragmas},
                }
            }
        )
        monkeypatch.setattr(checks, "connections", handler)
        handlers.append(handler)

    handlers = []
    yield database
    for handler in handlers:
        handler.close_all()


def test_an_error_is_reported_when_requests_are_atomic(settings, monkeypatch):
    counters = {"ENGINE": SQLITE, "OPTIONS": OPTIONS, "ATOMIC_REQUESTS": True}
    monkeypatch.setitem(settings.DATABASES, "counters", counters)
    assert ids(checks.check_database_options(None)) == ["clientpix.E001"]


@pytest.mark.parametrize("options", [{}, {"OPTIONS": {}}, {"OPTIONS": {"timeout": 20}}])
def test_an_error_is_reported_when_sqlite_is_not_immediate(settings, monkeypatch, options):
    monkeypatch.setitem(settings.DATABASES, "default", {"ENGINE": SQLITE, **options})
    assert ids(checks.check_database_options(None)) == ["clientpix.E002"]


def test_postgresql_needs_no_transaction_mode(settings, monkeypatch):
    postgresql = {"ENGINE": "django.db.backends.postgresql"}
    monkeypatch.setitem(settings.DATABASES, "default", postgresql)
    assert checks.check_database_options(None) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pragmas", "problems"),
    [
        ("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL", []),
        ("PRAGMA journal_mode=WAL; PRAGMA synchronous=EXTRA", []),
        ("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL", ["clientpix.E003"]),
        ("PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL", ["clientpix.E004"]),
        (
            "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF",
            ["clientpix.E003", "clientpix.E004"],
        ),
    ],
)
def test_errors_are_reported_when_sqlite_is_not_durable(database, pragmas, problems):
    database(pragmas)
    found = checks.check_database_durability(None, databases=["default"])
    assert ids(found) == problems


def test_only_requested_databases_are_opened():
    assert checks.check_database_durability(None, databases=None) == []
    assert checks.check_database_durability(None, databases=["counters"]) == []


@pytest.mark.db
@pytest.mark.django_db
def test_the_database_of_the_tests_is_durable():
    assert checks.check_database_durability(None, databases=["default"]) == []


@pytest.mark.db
@pytest.mark.django_db
@only_postgresql
@pytest.mark.parametrize(
    ("level", "problems"), [("on", []), ("local", []), ("off", ["clientpix.E005"])]
)
def test_errors_are_reported_when_postgresql_is_not_durable(level, problems):
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL synchronous_commit TO {level}")
    found = checks.check_database_durability(None, databases=["default"])
    assert ids(found) == problems


@pytest.mark.parametrize(
    ("bind", "site_url", "problems"),
    [
        ("127.0.0.1", "http://localhost:8000", []),
        ("::1", "http://127.0.0.1:9000", []),
        ("localhost", "http://[::1]:8000", []),
        ("0.0.0.0", "http://localhost:8000", ["clientpix.W001"]),
        ("127.0.0.1", "http://photos.example.org", ["clientpix.W001"]),
    ],
)
def test_a_warning_is_reported_when_plain_http_leaves_the_machine(
    settings, bind, site_url, problems
):
    settings.BIND, settings.SITE_URL, settings.IS_HTTPS = bind, site_url, False
    assert ids(checks.check_https(None)) == problems


def test_no_warning_is_reported_with_https(settings):
    settings.BIND, settings.SITE_URL, settings.IS_HTTPS = "0.0.0.0", "https://a.example", True
    assert checks.check_https(None) == []


def test_an_error_is_reported_when_the_task_backend_does_not_exist(settings):
    assert checks.check_task_backend(None) == []
    settings.TASKS = {"default": {"BACKEND": "clientpix.jobs.backend.Nope"}}
    assert ids(checks.check_task_backend(None)) == ["clientpix.E007"]


def test_an_error_is_reported_when_the_disk_has_no_hard_links(monkeypatch):
    check = checks.check_hard_links
    assert check(None) == []
    assert check(None, databases=["default"]) == []

    def link(source, target):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(checks.os, "link", link)
    (problem,) = check(None, databases=["default"])
    assert problem.id == "clientpix.E008"
    assert "exFAT" in problem.hint
    assert list(project_settings.PHOTOS.iterdir()) == []
