"""Health checks of the stored photos. Problems are shown, but never stop the server."""

from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef
from django.template.defaultfilters import filesizeformat
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from albums.pictures import queries
from assets.models import Asset, Finding, ProcessingProblem, Verification
from assets.processing.problems import Problem
from assets.storage import paths, vault
from assets.tus import upload
from clientpix.operations.check_result import DEGRADED, OK, CheckResult

MAX_VERIFY_AGE = timedelta(days=30)


def check_disk_reserve():
    free, reserve = vault.free_space(), settings.DISK_RESERVE
    seen = _("%(free)s free, plus %(reserve)s reserved") % {
        "free": filesizeformat(max(free, 0)),
        "reserve": filesizeformat(min(reserve, reserve + free)),
    }
    if free <= 0:
        advice = _("Uploads are refused. Free up disk space or use a larger disk.")
        return CheckResult("room", DEGRADED, seen, advice)
    return CheckResult("room", OK, seen)


def check_originals():
    count = Asset.objects.living().count()
    lost = Asset.objects.living().lost().count()
    seen = _format_number(count)
    if count and not vault.stat(paths.ORIGINALS):
        advice = (
            _("All files are missing. Check that the disk with %s is mounted.") % settings.PHOTOS
        )
        return CheckResult("originals", DEGRADED, seen, advice)
    if lost:
        seen = _("%(count)s, %(lost)s of them lost") % {
            "count": seen,
            "lost": _format_number(lost),
        }
        advice = _("Run manage.py verify --repair-from BACKUP, or upload them again.")
        return CheckResult("originals", DEGRADED, seen, advice)
    return CheckResult("originals", OK, seen)


def check_processing():
    # A damaged file has no preview, but that is no problem of the server, so the state is OK.
    unready = Asset.objects.living().filter(lost_at=None).exclude(state=Asset.State.READY)
    counts = Counter(dict(unready.values_list("state").annotate(Count("pk"))))
    failed = counts.pop(Asset.State.FAILED, 0)
    numbers = {"waiting": _format_number(counts.total()), "failed": _format_number(failed)}
    seen = _("%(waiting)s being prepared, %(failed)s couldn't be prepared") % numbers
    advice = _advise_on_server_problems()
    return CheckResult("developing", DEGRADED if advice else OK, seen, advice)


def _advise_on_server_problems():
    """Return what the server lacks to process all files, with each piece of advice once."""
    of_server = [problem for problem in Problem if problem.is_of_server]
    # The same files as on the page of problems: others can't be tried again there.
    in_use = queries.versions_in_use().filter(asset=OuterRef("asset"))
    rows = ProcessingProblem.objects.filter(
        Exists(in_use), problem__in=of_server, asset__doomed_at=None, asset__lost_at=None
    )
    names = rows.order_by("problem").values_list("problem", flat=True).distinct()
    return " ".join(_(Problem(name).advice) for name in names)


def check_verification():
    """Report when the file verified longest ago was read, and when all were read in one run."""
    times = Asset.objects.living().longest_unverified_first().values_list("verified_at", flat=True)
    oldest, whole = times.first(), Verification.objects.full().newest_first().first()
    if oldest is None:
        return CheckResult("verified", OK, _("nothing to verify yet"))
    seen = _("every file since %s") % _format_date(oldest)
    if whole:
        seen = _("%(each)s, all of them on %(day)s") % {
            "each": seen,
            "day": _format_date(whole.finished_at),
        }
    if timezone.now() - oldest > MAX_VERIFY_AGE:
        advice = _("Workers should verify every file within 30 days. Run manage.py verify now.")
        return CheckResult("verified", DEGRADED, seen, advice)
    return CheckResult("verified", OK, seen)


def check_findings():
    """Report open findings. Strays alone are fine: a job moves them aside after a day."""
    counts = Counter(dict(Finding.objects.open().values_list("problem").annotate(Count("pk"))))
    seen = ", ".join(
        f"{_format_number(counts[what])} {what.label.lower()}"
        for what in Finding.Problem
        if counts[what]
    )
    if counts[Finding.Problem.DAMAGED] or counts[Finding.Problem.MISSING]:
        advice = _("See the list in the admin. Missing previews are created again automatically.")
        return CheckResult("findings", DEGRADED, seen, advice)
    return CheckResult("findings", OK, seen or _("none"))


def check_quarantine():
    stats = [vault.stat(key) for key in vault.walk("quarantine")]
    sizes = [stat.size for stat in stats if stat]
    return CheckResult("quarantine", OK, _format_files(len(sizes), sum(sizes)))


def check_uploads():
    sizes = [received for _upload, received in upload.iter_unfinished()]
    return CheckResult("uploads", OK, _format_files(len(sizes), sum(sizes)))


def _format_files(count, size):
    if not count:
        return _("none")
    numbers = {"count": _format_number(count), "size": filesizeformat(size)}
    return ngettext("%(count)s file, %(size)s", "%(count)s files, %(size)s", count) % numbers


def _format_number(count):
    return formats.number_format(count, force_grouping=True)


def _format_date(moment):
    return formats.date_format(timezone.localtime(moment), "DATE_FORMAT")
