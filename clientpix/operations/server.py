"""Run the server processes of one host, and announce when they answer."""

import http.client
import sys
import time
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connections

from accounts.sign_in import first_run
from assets.storage import vault
from clientpix.env import InvalidConfiguration
from clientpix.operations.gunicorn_config import bind_address
from clientpix.processes.supervisor import ManagedProcess, Supervisor
from demo import owner

# gunicorn takes up to 3 s for requests, the worker pool 2.5 s for jobs: stop within 5 s in total.
STOP_GRACE = 4.2
MAX_FAILURES = 3
# A start with many migrations on a slow disk may take a minute.
START_TIMEOUT = 90


class Server:
    """The web, download and worker processes under one supervisor."""

    def __init__(self, say, *, has_demo=False):
        self.say, self.has_demo = say, has_demo
        self.is_ready = False
        self.started_at = time.monotonic()
        self.supervisor = Supervisor(
            [ManagedProcess(name, _build_command(name)) for name in _list_programs()], STOP_GRACE
        )

    def run(self):
        self.supervisor.stop_on_signals()
        # The supervisor runs for weeks and hardly ever needs the database: it keeps no connection.
        connections.close_all()
        with detect_unclean_stop():
            self.supervisor.run(self._check_start, every=0.2)

    def _check_start(self):
        """Announce the server when it answers, or stop when it cannot start."""
        if self.is_ready:
            return
        failed = [one.name for one in self.supervisor.processes if one.failures >= MAX_FAILURES]
        if failed or time.monotonic() - self.started_at > START_TIMEOUT:
            raise InvalidConfiguration(
                f"{' and '.join(failed) or 'web'} did not start. See the lines above."
            )
        if is_healthy():
            self.is_ready = True
            self._announce()

    def _announce(self):
        # The demo creates its owner only now, next to the line that prints the password: if it
        # were created earlier and the start failed, nobody would know the password.
        key = owner.create_first_owner() if self.has_demo else None
        self.say(build_announcement(key))
        if self.has_demo:
            demo = ManagedProcess(
                "demo", lambda post: _build_manage_command("demo"), runs_once=True
            )
            self.supervisor.processes.append(demo)


@contextmanager
def detect_unclean_stop():
    """Leave a marker while the server runs. If one is there already, record an unclean stop."""
    # After an unclean stop the stored files are verified again before they are trusted: a power
    # cut may have damaged them.
    marker = settings.DATA / "running"
    if marker.exists():
        vault.record_unclean_stop()
    marker.touch()
    try:
        yield
    finally:
        marker.unlink(missing_ok=True)


def is_healthy():
    # These two mean every address and can't be connected to.
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.BIND, settings.BIND)  # noqa: S104
    connection = http.client.HTTPConnection(host, settings.PORT, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def build_announcement(key=None):
    """Return the lines for the person who started the server. KEY is a new owner's password."""
    owner = get_user_model().objects.owners().active().order_by("created_at").first()
    connections.close_all()
    if owner is None:
        sign_in = f"Set up    {settings.SITE_URL}/set-up/?code={first_run.get_setup_code()}"
    else:
        sign_in = f"Sign in   {settings.SITE_URL}/sign-in/  as {owner.email}"
    if key:
        sign_in += f"\n    Password  {key.password}  (shown only once: keep it or change it)"
    return (
        "\n"
        "  Client Pix is running.\n\n"
        f"    Open      {settings.SITE_URL}\n"
        f"    {sign_in}\n"
        f"    Data      {settings.DATA}\n"
        "    Stop      Ctrl-C\n"
    )


def _list_programs():
    programs = ["web", "worker"]
    if settings.SENDFILE == "nginx":
        programs.insert(1, "downloads")
    return programs


def _build_manage_command(name):
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), name]


def _build_command(name):
    if name == "worker":
        return lambda post: _build_manage_command("worker")
    port = settings.PORT + (name == "downloads")
    gunicorn = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:clientpix.operations.gunicorn_config",
    ]
    place = ["--chdir", str(settings.BASE_DIR), "--bind", bind_address(port), "clientpix.wsgi"]
    return lambda post: gunicorn + place
