"""Settings, tested by starting the program with different environments."""

import io
import json
import logging
import stat
import subprocess
import sys

import pytest

from clientpix.logs import RedactingFormatter
from clientpix.testing.installation import Installation

KEY = "Zq3xV9-mT7_bN2kL8pWc5RdY1fHs6JgA0uXeQ4iMoBtKvEnCyr"
SECRET = "hunter2"
HTTPS = {"CLIENTPIX_SITE_URL": "https://photos.example.org", "CLIENTPIX_TRUSTED_PROXIES": "1"}
INVALID_SETTINGS = [
    ({"CLIENTPIX_PORT": "80a"}, "CLIENTPIX_PORT must be a whole number from 1 to 65534"),
    ({"CLIENTPIX_PORT": "65535"}, "from 1 to 65534"),
    ({"CLIENTPIX_PROT": "80"}, "did you mean CLIENTPIX_PORT?"),
    ({"CLIENTPIX_OWNER_PASWORD": SECRET}, "did you mean CLIENTPIX_OWNER_PASSWORD?"),
    ({"CLIENTPIX_BIND": "0.0.0.0:80"}, "CLIENTPIX_BIND must be like"),
    ({"CLIENTPIX_DEBUG": "yes"}, "CLIENTPIX_DEBUG must be true or false"),
    ({"CLIENTPIX_WORKERS": "0"}, "CLIENTPIX_WORKERS must be a whole number"),
    ({"CLIENTPIX_SENDFILE": "apache"}, "CLIENTPIX_SENDFILE must be stream or nginx"),
    ({"CLIENTPIX_TASKS": "no.such.Backend"}, "CLIENTPIX_TASKS must be a Python name"),
    ({"CLIENTPIX_TIME_ZONE": "Mars/Olympus"}, "CLIENTPIX_TIME_ZONE must be a zone like"),
    ({"CLIENTPIX_ALLOWED_HOSTS": "http://a.b"}, "CLIENTPIX_ALLOWED_HOSTS must list hosts"),
    ({"CLIENTPIX_SITE_URL": "photos.example.org"}, "must look like https://"),
    ({"CLIENTPIX_SITE_URL": HTTPS["CLIENTPIX_SITE_URL"]}, "set CLIENTPIX_TRUSTED_PROXIES=1"),
    ({"CLIENTPIX_SECRET_KEY": SECRET * 9}, "CLIENTPIX_SECRET_KEY must be at least 50 random"),
    ({"CLIENTPIX_SECRET_KEY": SECRET, "CLIENTPIX_SECRET_KEY_FILE": "/x"}, "keep one of them"),
    ({"CLIENTPIX_OWNER_PASSWORD_FILE": "/no/such"}, "CLIENTPIX_OWNER_PASSWORD_FILE can't be"),
    ({"CLIENTPIX_OWNER_PASSWORD": f"{SECRET}\n{SECRET}"}, "must be one line"),
    ({"CLIENTPIX_EMAIL_URL": f"smtp://u:{SECRET}#@mail"}, "CLIENTPIX_EMAIL_URL must look like"),
    ({"DATABASE_URL": f"mysql://u:{SECRET}@db/x"}, "DATABASE_URL must look like postgres://"),
    ({"DATABASE_URL": f"postgres://u:{SECRET}/@db/x"}, "DATABASE_URL must look like postgres://"),
]


@pytest.fixture
def new_installation(tmp_path):
    return Installation(tmp_path / "data")


def read_refusal(done):
    """Return the single line that the program prints when it refuses to start."""
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("Client Pix: ")
    assert done.stderr.count("\n") == 1
    assert SECRET not in done.stderr
    return done.stderr


@pytest.mark.parametrize(("environment", "message"), INVALID_SETTINGS)
def test_an_invalid_setting_is_refused_in_one_line_before_anything_is_written(
    new_installation, environment, message
):
    assert message in read_refusal(new_installation.manage("check", **environment))
    assert not new_installation.folder.exists()


def test_the_start_fails_when_the_data_folder_is_a_file(new_installation):
    new_installation.folder.touch()
    assert "is a file" in read_refusal(new_installation.manage("check"))


@pytest.mark.parametrize("given", [{}, {"CLIENTPIX_SECRET_KEY": KEY}])
def test_the_start_fails_when_the_data_folder_is_not_writable(new_installation, given):
    done = new_installation.manage("check", CLIENTPIX_DATA="/proc/clientpix", **given)
    assert "choose another one with CLIENTPIX_DATA" in read_refusal(done)


@pytest.mark.parametrize(
    ("content", "mode", "message"),
    [(KEY, 0o644, "run chmod 600"), (SECRET, 0o600, "restore it from a backup")],
)
def test_the_start_fails_when_the_key_file_is_not_safe(new_installation, content, mode, message):
    new_installation.folder.mkdir()
    path = new_installation.folder / "secret_key"
    path.write_text(content)
    path.chmod(mode)
    line = read_refusal(new_installation.manage("check"))
    assert message in line
    assert KEY not in line


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"CLIENTPIX_SITE_URL": "http://localhost:9000", "CLIENTPIX_SECRET_KEY": KEY},
        HTTPS | {"CLIENTPIX_BIND": "0.0.0.0", "CLIENTPIX_EMAIL_URL": "smtps://a:b@mail"},
        HTTPS | {"DATABASE_URL": "postgres://clientpix:secret@db.example/clientpix"},
    ],
)
def test_a_valid_configuration_passes_the_deploy_checks(new_installation, environment):
    done = new_installation.manage("check", "--deploy", PYTHONWARNINGS="error", **environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("System check identified no issues")
    assert new_installation.folder.is_dir()


@pytest.mark.parametrize(
    "environment",
    [{"CLIENTPIX_SITE_URL": "http://photos.example.org"}, {"CLIENTPIX_BIND": "0.0.0.0"}],
)
def test_the_only_warning_is_http_when_the_server_is_reachable_by_others(
    new_installation, environment
):
    done = new_installation.manage("check", "--deploy", PYTHONWARNINGS="error", **environment)
    assert done.returncode == 0
    assert "(clientpix.W001)" in done.stderr
    assert "System check identified 1 issue" in done.stderr


def test_the_key_is_created_at_the_first_start_and_kept(new_installation):
    path = new_installation.folder / "secret_key"
    keys = [new_installation.python(PRINT_SETTING.format("settings.SECRET_KEY")) for _ in range(2)]
    assert keys == [json.dumps(path.read_text()) + "\n"] * 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_all_processes_have_one_key_when_they_start_at_the_same_moment(new_installation):
    code = (
        "import sys; sys.stdin.read(); from clientpix import settings; print(settings.SECRET_KEY)"
    )
    starts = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            env=new_installation.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(8)
    ]
    for start in starts:
        start.stdin.close()
    keys = {start.stdout.read().strip() for start in starts}
    assert [start.wait() for start in starts] == [0] * 8
    for start in starts:
        start.stdout.close()
    assert keys == {(new_installation.folder / "secret_key").read_text()}


PRINT_SETTING = "import json; from django.conf import settings; print(json.dumps({}, default=str))"
REQUEST = """
import json
from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import path

def page(request):
    get_token(request)
    request.session["visits"] = 1
    return HttpResponse()

urlpatterns = [path("", page)]
settings.ROOT_URLCONF = "__main__"
settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
(settings.STATIC_ROOT).mkdir(parents=True)
host = settings.ALLOWED_HOSTS[-1]
client = Client(headers={"host": host, "x-forwarded-proto": "https"})
answers = [client.get("/"), Client(headers={"host": host}).get("/")]
print(json.dumps([
    {
        "status": answer.status_code,
        "headers": dict(answer.headers),
        "cookies": {name: morsel.OutputString() for name, morsel in answer.cookies.items()},
    }
    for answer in answers
]))
"""


def test_cookies_and_headers_are_strict_on_https(new_installation):
    secure, plain = json.loads(new_installation.python(REQUEST, **HTTPS))
    headers = secure["headers"]
    assert secure["status"] == 200
    assert headers["Strict-Transport-Security"] == f"max-age={365 * 24 * 3600}"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer,same-origin"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert set(secure["cookies"]) == {"__Host-session", "__Host-csrf"}
    for cookie in secure["cookies"].values():
        assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
    assert (plain["status"], plain["cookies"]) == (301, {})
    assert plain["headers"]["Location"] == "https://photos.example.org/"


def test_cookies_and_headers_work_without_https(new_installation):
    forged, plain = json.loads(
        new_installation.python(REQUEST, CLIENTPIX_SITE_URL="http://[::1]:8000")
    )
    for answer in (forged, plain):
        assert answer["status"] == 200
        assert "Strict-Transport-Security" not in answer["headers"]
        assert "unsafe" not in answer["headers"]["Content-Security-Policy"]
        assert set(answer["cookies"]) == {"session", "csrf"}
        assert not any("Secure" in cookie for cookie in answer["cookies"].values())


def test_postgresql_connections_are_pooled_and_shared_with_counters(new_installation):
    url = "postgres://anna:p%40ss@db.example/pictures?sslmode=require"
    databases = json.loads(
        new_installation.python(PRINT_SETTING.format("settings.DATABASES"), DATABASE_URL=url)
    )
    assert list(databases) == ["default"]
    assert databases["default"]["PASSWORD"] == "p@ss"
    assert databases["default"]["CONN_MAX_AGE"] == 0
    options = databases["default"]["OPTIONS"]
    assert options["sslmode"] == "require"
    assert options["pool"]["max_size"] >= options["pool"]["min_size"] >= 1


def test_counters_have_their_own_database_on_sqlite(new_installation):
    show = PRINT_SETTING.format("settings.DATABASES")
    databases = json.loads(new_installation.python(show, DATABASE_URL="sqlite:////srv/a.sqlite3"))
    assert databases["default"]["NAME"] == "/srv/a.sqlite3"
    assert "synchronous=FULL" in databases["default"]["OPTIONS"]["init_command"]
    assert databases["counters"]["NAME"] == str(new_installation.folder / "counters.sqlite3")


@pytest.mark.parametrize("name", ["django.request", "django.server", "sharing.gate"])
def test_secrets_are_redacted_in_every_logger(name):
    (handler,) = (
        handler
        for handler in logging.getLogger().handlers
        if isinstance(handler.formatter, RedactingFormatter)
    )
    before = handler.setStream(io.StringIO())
    try:
        logging.getLogger(name).error("%s", "GET /g/AbCdEfGhIjKlMnOpQr/?k=hunter2")
        assert handler.stream.getvalue().endswith("GET /g/AbCdEfGh.../?k=***\n")
    finally:
        handler.setStream(before)
    logger = logging.getLogger(name)
    assert logger.handlers == []
    assert logger.propagate
