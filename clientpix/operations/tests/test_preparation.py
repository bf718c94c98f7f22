import sqlite3

import pytest

from accounts.models import User
from clientpix.env import InvalidConfiguration
from clientpix.operations import preparation
from clientpix.testing.installation import PATIENCE

OWNER = {"CLIENTPIX_OWNER_EMAIL": "anna@example.org", "CLIENTPIX_OWNER_PASSWORD": "a longer word"}


@pytest.mark.db
def test_second_preparation_changes_nothing(installation):
    assert installation.manage("prepare", **OWNER).returncode == 0
    stamp = installation.folder / "static" / ".made-from"
    written_at = stamp.stat().st_mtime_ns
    hash_before = installation.value("SELECT password FROM accounts_user")
    done = installation.manage(
        "prepare", **OWNER | {"CLIENTPIX_OWNER_PASSWORD": "quite another word"}
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert stamp.stat().st_mtime_ns == written_at
    assert installation.value("SELECT password FROM accounts_user") == hash_before
    assert installation.value("SELECT count(*) FROM accounts_user WHERE role = 'owner'") == 1


def test_databases_and_secret_key_are_private(tmp_path, installation):
    fresh = tmp_path / "fresh"
    assert (
        installation.manage("prepare", CLIENTPIX_DATA=str(fresh), DATABASE_URL="").returncode == 0
    )
    private = ["clientpix.sqlite3", "counters.sqlite3", "secret_key"]
    assert [(fresh / name).stat().st_mode & 0o777 for name in private] == [0o600] * 3


def test_static_files_are_hashed_and_collected_again_when_one_changed(installation):
    installation.manage("prepare")
    statics = installation.folder / "static"
    assert len(list(statics.glob("css/base.*.css"))) == 1
    assert list(statics.glob("css/base.*.css.gz"))
    (statics / ".made-from").write_text("something older")
    (statics / "left-over.css").touch()
    installation.manage("prepare")
    assert not (statics / "left-over.css").exists()


def test_static_files_are_collected_again_when_a_power_cut_emptied_them(installation):
    installation.manage("prepare")
    statics = installation.folder / "static"
    for path in (statics / ".made-from", statics / "staticfiles.json"):
        path.write_bytes(b"")
    done = installation.manage("prepare")
    assert done.returncode == 0, done.stderr
    assert (statics / "staticfiles.json").stat().st_size


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "password", "words"),
    [
        ("anna@example.org", "", "set both"),
        ("", "a longer word", "set both"),
        ("no address", "a longer word", "valid email"),
        ("anna@example.org", "short", "too short"),
    ],
)
def test_first_owner_is_refused_when_the_settings_are_invalid(settings, email, password, words):
    settings.OWNER_EMAIL, settings.OWNER_PASSWORD = email, password
    with pytest.raises(InvalidConfiguration, match=words):
        preparation.create_first_owner()
    assert not User.objects.exists()


def test_damaged_database_is_reported_without_a_traceback(installation):
    (installation.folder / "clientpix.sqlite3").write_bytes(b"no database" * 100)
    done = installation.manage("prepare")
    assert done.returncode == 1
    assert "clientpix.sqlite3 cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_fails_when_sqlite_cannot_use_wal(installation):
    # SQLite silently falls back where WAL is impossible.
    done = installation.python(
        "from django.core.checks import run_checks\n"
        "from django.db import connection\n"
        "connection.cursor().execute('PRAGMA journal_mode=DELETE')\n"
        "connection.cursor().execute('PRAGMA synchronous=NORMAL')\n"
        "print([m.id for m in run_checks(databases=['default'])])",
        DATABASE_URL="",
    )
    assert "clientpix.E003" in done
    assert "clientpix.E004" in done


def test_two_hosts_migrate_once_when_they_start_together(installation, tmp_path):
    fresh = str(tmp_path / "together")
    both = [
        installation.start_manage("prepare", CLIENTPIX_DATA=fresh, DATABASE_URL="")
        for _ in range(2)
    ]
    assert [process.wait(PATIENCE) for process in both] == [0, 0]
    with sqlite3.connect(f"{fresh}/clientpix.sqlite3") as database:
        names = [name for (name,) in database.execute("SELECT app||name FROM django_migrations")]
    database.close()
    assert len(names) == len(set(names))
