"""The processes of one host, and the moment when they are ready."""

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

STOP_GRACE = 4.2
MAX_FAILURES = 3
START_TIMEOUT = 90


class Server:
    """Web, downloads and worker under one supervisor, announced when they answer."""

    def __init__(self, say, *, has_demo=False):
        self.say, self.has_demo = say, has_demo
        self.is_ready = False
        self.born = time.monotonic()
        self.supervisor = Supervisor(
            [ManagedProcess(name, _build_command(name)) for name in _list_programs()], STOP_GRACE
        )

    def run(self):
        self.supervisor.stop_on_signals()
        connections.close_all()
        with detect_unclean_stop():
            self.supervisor.run(self._look, every=0.2)

    def _look(self):
        """Until the first answer; a server that cannot start is not tried for ever."""
        if self.is_ready:
            return
        fallen = [post.name for post in self.supervisor.posts if post.falls >= MAX_FAILURES]
        if fallen or time.monotonic() - self.born > START_TIMEOUT:
            raise InvalidConfiguration(
                f"{' and '.join(fallen) or 'web'} did not start; the lines above say why."
            )
        if is_healthy():
            self.is_ready = True
            self._open()

    def _open(self):
        """An owner who is made here has their key said in the same moment: it cannot be lost."""
        key = owner.first_owner() if self.has_demo else None
        self.say(build_announcement(key))
        if self.has_demo:
            demo = ManagedProcess(
                "demo", lambda post: _build_manage_command("demo"), is_errand=True
            )
            self.supervisor.posts.append(demo)


@contextmanager
def detect_unclean_stop():
    """Who finds the mark of one that never ended takes no stored file on trust from before."""
    mark = settings.DATA / "running"
    if mark.exists():
        vault.record_unclean_stop()
    mark.touch()
    try:
        yield
    finally:
        mark.unlink(missing_ok=True)


def is_healthy():
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
    """What whoever has just started the server wants to know; a KEY made for them, this once."""
    owner = get_user_model().objects.owners().active().order_by("created_at").first()
    connections.close_all()
    if owner is None:
        way_in = f"Begin     {settings.SITE_URL}/set-up/?code={first_run.get_setup_code()}"
    else:
        way_in = f"Sign in   {settings.SITE_URL}/sign-in/  as {owner.email}"
    if key:
        way_in += f"\n    Password  {key.password}  (not shown again: keep it, or change it)"
    return (
        "\n"
        "  Client Pix is running.\n\n"
        f"    Open      {settings.SITE_URL}\n"
        f"    {way_in}\n"
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
