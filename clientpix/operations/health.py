"""How the house is, in facts that a person understands."""

import os
import platform
import shutil
import subprocess
from contextlib import suppress
from dataclasses import asdict
from datetime import timedelta
from functools import cache

import django
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clientpix import __version__
from clientpix.jobs.models import Crew, Job
from clientpix.operations import photo_health
from clientpix.operations.check_result import DEGRADED, DOWN, OK, Fact

SEVERITY = (OK, DEGRADED, DOWN)

SEEN_LATELY = timedelta(seconds=30)
WAITS_TOO_LONG = timedelta(minutes=15)
LITTLE_SPACE = 2 * 1024**3
TOOLS = {
    "exiftool": ("-ver", gettext_lazy("what cameras write into files cannot be read")),
    "ffmpeg": ("-version", gettext_lazy("films are kept, but cannot be shown")),
    "ffprobe": ("-version", gettext_lazy("films are kept, but nothing is known of them")),
}


def vital_facts():
    """What a page needs to be shown; cheap, and asked for often."""
    return [database(), disk(), *_if_answers(worker)]


def all_facts():
    kept = (
        photo_health.room,
        photo_health.originals,
        photo_health.developing,
        photo_health.verified,
        photo_health.findings,
    )
    lying = (photo_health.quarantine, photo_health.uploads)
    facts = [*vital_facts(), *_if_answers(queue, *kept, *lying)]
    return [*facts, *(tool(name) for name in TOOLS), versions()]


def word(facts):
    return max((fact.state for fact in facts), key=SEVERITY.index)


def report(facts):
    return {"state": word(facts), "facts": [asdict(fact) for fact in facts]}


def database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return Fact("database", DOWN, _("does not answer"), _("Check that it runs and has room."))
    return Fact("database", OK, connection.display_name)


def disk():
    try:
        free = shutil.disk_usage(settings.DATA).free
    except OSError as error:
        return Fact("disk", DOWN, error.strerror, _("Bring %s back.") % settings.DATA)
    if not os.access(settings.DATA, os.W_OK):
        return Fact("disk", DOWN, _("cannot be written"), _("Make %s writable.") % settings.DATA)
    seen = _("%s free") % filesizeformat(free)
    if free < LITTLE_SPACE:
        return Fact("disk", DEGRADED, seen, _("Free some space before more pictures come."))
    return Fact("disk", OK, seen)


def worker():
    crews = Crew.objects.filter(seen_at__gt=timezone.now() - SEEN_LATELY)
    workers = sum(crews.values_list("workers", flat=True))
    if not workers:
        return Fact("worker", DEGRADED, _("none is running"), _("Start one: manage.py worker"))
    return Fact("worker", OK, _("%d running") % workers)


def queue():
    now = timezone.now()
    waiting = Job.objects.due(now).count()
    failed = Job.objects.filter(state=Job.State.FAILED).count()
    oldest = Job.objects.due(now).order_by("run_after").values_list("run_after", flat=True).first()
    seen = _("%(waiting)d waiting, %(failed)d failed") % {"waiting": waiting, "failed": failed}
    if failed:
        return Fact(
            "queue", DEGRADED, seen, _("See the failed jobs and their reasons in the admin.")
        )
    if oldest and now - oldest > WAITS_TOO_LONG:
        return Fact("queue", DEGRADED, seen, _("The oldest waits since long: run more workers."))
    return Fact("queue", OK, seen)


def tool(name):
    flag, loss = TOOLS[name]
    version = _version_of(name, flag)
    if version is None:
        advice = _("Install %(name)s: without it %(loss)s.") % {"name": name, "loss": loss}
        return Fact(name, DEGRADED, _("not found"), advice)
    return Fact(name, OK, version)


def versions():
    parts = {"Client Pix": __version__, "Django": django.get_version()}
    parts["Python"] = platform.python_version()
    return Fact("versions", OK, ", ".join(f"{name} {value}" for name, value in parts.items()))


def _if_answers(*looks):
    """Nothing, where the database cannot be asked; that it cannot is a fact of its own."""
    for look in looks:
        with suppress(DatabaseError, InterfaceError):
            yield _seen(look)


def _seen(look):
    try:
        return look()
    except OSError as error:
        advice = _("Bring %s back.") % settings.PHOTOS
        return Fact(look.__name__, DEGRADED, error.strerror, advice)


@cache
def _version_of(name, flag):
    local = settings.ROOT / "node_modules" / ".bin" / name
    path = str(local) if local.exists() else shutil.which(name)
    if path is None:
        return None
    try:
        done = subprocess.run([path, flag], capture_output=True, text=True, timeout=20, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    words = done.stdout.split()
    return words[2] if words[0] == name else words[0]
