"""How what is kept is. Whatever is wrong with it is shown, and no reason to stop serving."""

from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.db.models import Count
from django.template.defaultfilters import filesizeformat
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assets.models import Asset, Finding, Verification
from assets.storage import paths, vault
from assets.tus import upload
from clientpix.operations.check_result import DEGRADED, OK, CheckResult

MAX_VERIFY_AGE = timedelta(days=30)


def check_disk_reserve():
    free, reserve = vault.free_space(), settings.DISK_RESERVE
    seen = _("%(free)s free, and %(reserve)s in reserve") % {
        "free": filesizeformat(max(free, 0)),
        "reserve": filesizeformat(min(reserve, reserve + free)),
    }
    if free <= 0:
        advice = _("No new file is taken. Free some space, or give it a larger disk.")
        return CheckResult("room", DEGRADED, seen, advice)
    return CheckResult("room", OK, seen)


def check_originals():
    count = Asset.objects.living().count()
    lost = Asset.objects.living().lost().count()
    seen = _format_number(count)
    if count and not vault.stat(paths.ORIGINALS):
        advice = _("Not one is there. Is the disk mounted that holds %s?") % settings.PHOTOS
        return CheckResult("originals", DEGRADED, seen, advice)
    if lost:
        seen = _("%(count)s, of which %(lost)s lost") % {
            "count": seen,
            "lost": _format_number(lost),
        }
        advice = _("Run verify --repair-from with a backup, or upload them again.")
        return CheckResult("originals", DEGRADED, seen, advice)
    return CheckResult("originals", OK, seen)


def check_processing():
    """A file that nothing can be made of is kept all the same: no trouble of the house."""
    unready = Asset.objects.living().filter(lost_at=None).exclude(state=Asset.State.READY)
    counts = Counter(dict(unready.values_list("state").annotate(Count("pk"))))
    failed = counts.pop(Asset.State.FAILED, 0)
    said = {"waiting": _format_number(counts.total()), "failed": _format_number(failed)}
    return CheckResult(
        "developing", OK, _("%(waiting)s waiting, %(failed)s without a preview") % said
    )


def check_verification():
    """The one that was looked at longest ago, and the last time that all were."""
    times = Asset.objects.living().longest_unverified_first().values_list("verified_at", flat=True)
    oldest, whole = times.first(), Verification.objects.full().newest_first().first()
    if oldest is None:
        return CheckResult("verified", OK, _("nothing is there to verify"))
    seen = _("every original since %s") % _format_date(oldest)
    if whole:
        seen = _("%(each)s, all in one go on %(day)s") % {
            "each": seen,
            "day": _format_date(whole.finished_at),
        }
    if timezone.now() - oldest > MAX_VERIFY_AGE:
        advice = _("Workers read all of them again within 30 days, and are late: run verify.")
        return CheckResult("verified", DEGRADED, seen, advice)
    return CheckResult("verified", OK, seen)


def check_findings():
    """Strays look after themselves: they are moved aside when they are a day old."""
    counts = Counter(dict(Finding.objects.open().values_list("problem").annotate(Count("pk"))))
    seen = ", ".join(
        f"{_format_number(counts[what])} {what.label.lower()}"
        for what in Finding.Problem
        if counts[what]
    )
    if counts[Finding.Problem.DAMAGED] or counts[Finding.Problem.MISSING]:
        advice = _(
            "Each is named among the findings in the admin. Pictures for the screen are "
            "made again without you."
        )
        return CheckResult("findings", DEGRADED, seen, advice)
    return CheckResult("findings", OK, seen or _("none"))


def check_quarantine():
    found = [vault.stat(key) for key in vault.walk("quarantine")]
    sizes = [one.size for one in found if one]
    return CheckResult("quarantine", OK, _format_files(len(sizes), sum(sizes)))


def check_uploads():
    sizes = [come for _upload, come in upload.iter_unfinished()]
    return CheckResult("uploads", OK, _format_files(len(sizes), sum(sizes)))


def _format_files(count, size):
    if not count:
        return _("none")
    words = {"count": _format_number(count), "size": filesizeformat(size)}
    return ngettext("%(count)s file, %(size)s", "%(count)s files, %(size)s", count) % words


def _format_number(count):
    return formats.number_format(count, force_grouping=True)


def _format_date(moment):
    return formats.date_format(timezone.localtime(moment), "DATE_FORMAT")
