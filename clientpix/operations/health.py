"""Health checks of the server, in words for the owner."""

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
from clientpix.jobs.models import Job, WorkerPool
from clientpix.operations import photo_health
from clientpix.operations.check_result import DEGRADED, DOWN, OK, CheckResult

SEVERITY = (OK, DEGRADED, DOWN)

# Supervisors send a heartbeat at least every 5 seconds.
HEARD_FROM_WITHIN = timedelta(seconds=30)
MAX_QUEUE_WAIT = timedelta(minutes=15)
LOW_DISK_SPACE = 2 * 1024**3
TOOLS = {
    "exiftool": ("-ver", gettext_lazy("camera data can't be read")),
    "ffmpeg": ("-version", gettext_lazy("videos are stored, but can't be played")),
    "ffprobe": (
        "-version",
        gettext_lazy("videos are stored, but can't be examined"),
    ),
}


def run_vital_checks():
    """Run the checks that pages depend on."""
    # Everybody may ask for these, as often as they like, so they have to be cheap.
    return [check_database(), check_disk(), *_run_checks({"worker": check_workers})]


def run_all_checks():
    checks = {
        "queue": check_queue,
        "room": photo_health.check_disk_reserve,
        "originals": photo_health.check_originals,
        "developing": photo_health.check_processing,
        "verified": photo_health.check_verification,
        "findings": photo_health.check_findings,
        "quarantine": photo_health.check_quarantine,
        "uploads": photo_health.check_uploads,
    }
    tools = [check_tool(name) for name in TOOLS]
    return [*run_vital_checks(), *_run_checks(checks), *tools, list_versions()]


def find_worst_state(facts):
    return max((fact.state for fact in facts), key=SEVERITY.index)


def build_report(facts):
    return {"state": find_worst_state(facts), "facts": [asdict(fact) for fact in facts]}


def check_database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return CheckResult(
            "database", DOWN, _("not available"), _("Check that it is running and has disk space.")
        )
    return CheckResult("database", OK, connection.display_name)


def check_disk():
    try:
        free = shutil.disk_usage(settings.DATA).free
    except OSError as error:
        advice = _("Make %s available again.") % settings.DATA
        return CheckResult("disk", DOWN, error.strerror, advice)
    if not os.access(settings.DATA, os.W_OK):
        return CheckResult("disk", DOWN, _("not writable"), _("Make %s writable.") % settings.DATA)
    seen = _("%s free") % filesizeformat(free)
    if free < LOW_DISK_SPACE:
        advice = _("Free up disk space before you add more photos.")
        return CheckResult("disk", DEGRADED, seen, advice)
    return CheckResult("disk", OK, seen)


def check_workers():
    pools = WorkerPool.objects.filter(seen_at__gt=timezone.now() - HEARD_FROM_WITHIN)
    workers = sum(pools.values_list("workers", flat=True))
    if not workers:
        return CheckResult(
            "worker", DEGRADED, _("none running"), _("Start one with manage.py worker.")
        )
    return CheckResult("worker", OK, _("%d running") % workers)


def check_queue():
    now = timezone.now()
    waiting = Job.objects.due(now).count()
    failed = Job.objects.filter(state=Job.State.FAILED).count()
    oldest = Job.objects.due(now).order_by("run_after").values_list("run_after", flat=True).first()
    seen = _("%(waiting)d waiting, %(failed)d failed") % {"waiting": waiting, "failed": failed}
    if failed:
        return CheckResult(
            "queue", DEGRADED, seen, _("See the failed jobs and their errors in the admin.")
        )
    if oldest and now - oldest > MAX_QUEUE_WAIT:
        return CheckResult(
            "queue",
            DEGRADED,
            seen,
            _("The oldest job has been waiting for more than 15 minutes. Run more workers."),
        )
    return CheckResult("queue", OK, seen)


def check_tool(name):
    flag, loss = TOOLS[name]
    version = _read_tool_version(name, flag)
    if version is None:
        advice = _("Install %(name)s. Without it, %(loss)s.") % {"name": name, "loss": loss}
        return CheckResult(name, DEGRADED, _("not found"), advice)
    return CheckResult(name, OK, version)


def list_versions():
    parts = {"Client Pix": __version__, "Django": django.get_version()}
    parts["Python"] = platform.python_version()
    return CheckResult(
        "versions", OK, ", ".join(f"{name} {value}" for name, value in parts.items())
    )


def _run_checks(checks):
    """Yield the results of CHECKS, except those that fail because the database is down."""
    # check_database reports that already.
    for name, check in checks.items():
        with suppress(DatabaseError, InterfaceError):
            yield _run_check(name, check)


def _run_check(name, check):
    try:
        return check()
    except OSError as error:
        advice = _("Make %s available again.") % settings.PHOTOS
        return CheckResult(name, DEGRADED, error.strerror, advice)


# Cached, because starting ExifTool takes a while and the health page may be polled.
@cache
def _read_tool_version(name, flag):
    # The one from npm knows newer cameras than that of the system.
    local = settings.BASE_DIR / "node_modules" / ".bin" / name
    path = str(local) if local.exists() else shutil.which(name)
    if path is None:
        return None
    try:
        done = subprocess.run([path, flag], capture_output=True, text=True, timeout=20, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    # ExifTool prints only its version, ffmpeg "ffmpeg version 7.1 ...".
    words = done.stdout.split()
    return words[2] if words[0] == name else words[0]
