"""The processes of one host, and the moment when they are ready."""

import http.client
import sys
import time
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connections

from accounts import first_run
from assets import vault
from clientpix.env import Refused
from clientpix.server import address
from clientpix.supervising import Post, Supervisor

GRACE = 4.2
MOST_FALLS = 3
SILENCE = 90


class House:
    """Web, downloads and worker under one supervisor, announced when they answer."""

    def __init__(self, say):
        self.say = say
        self.is_ready = False
        self.born = time.monotonic()
        self.supervisor = Supervisor([Post(name, _command(name)) for name in _programs()], GRACE)

    def run(self):
        self.supervisor.stop_on_signals()
        connections.close_all()
        with unclean_stops_noted():
            self.supervisor.run(self._look, every=0.2)

    def _look(self):
        """Until the first answer; a server that cannot start is not tried for ever."""
        if self.is_ready:
            return
        fallen = [post.name for post in self.supervisor.posts if post.falls >= MOST_FALLS]
        if fallen or time.monotonic() - self.born > SILENCE:
            raise Refused(
                f"{' and '.join(fallen) or 'web'} did not start; the lines above say why."
            )
        if is_healthy():
            self.is_ready = True
            self.say(announcement())


@contextmanager
def unclean_stops_noted():
    """Who finds the mark of one that never ended takes no stored file on trust from before."""
    mark = settings.DATA / "running"
    if mark.exists():
        vault.note_unclean_stop()
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


def announcement():
    """What whoever has just started the server wants to know."""
    owner = get_user_model().objects.owners().active().order_by("created_at").first()
    connections.close_all()
    if owner is None:
        way_in = f"Begin     {settings.SITE_URL}/set-up/?code={first_run.code()}"
    else:
        way_in = f"Sign in   {settings.SITE_URL}/sign-in/  as {owner.email}"
    return (
        "\n"
        "  Client Pix is running.\n\n"
        f"    Open      {settings.SITE_URL}\n"
        f"    {way_in}\n"
        f"    Data      {settings.DATA}\n"
        "    Stop      Ctrl-C\n"
    )


def _programs():
    programs = ["web", "worker"]
    if settings.SENDFILE == "nginx":
        programs.insert(1, "downloads")
    return programs


def _command(name):
    if name == "worker":
        return lambda post: [sys.executable, str(settings.ROOT / "manage.py"), "worker"]
    port = settings.PORT + (name == "downloads")
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "python:clientpix.server"]
    place = ["--chdir", str(settings.ROOT), "--bind", address(port), "clientpix.wsgi"]
    return lambda post: gunicorn + place
