"""How what is kept is. Whatever is wrong with it is shown, and no reason to stop serving."""

from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.db.models import Count
from django.template.defaultfilters import filesizeformat
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assets.models import Asset, Finding, Proof
from assets.storage import paths, vault
from assets.tus import upload
from clientpix.operations.check_result import DEGRADED, OK, Fact

PROMISED = timedelta(days=30)


def room():
    free, reserve = vault.free(), settings.DISK_RESERVE
    seen = _("%(free)s free, and %(reserve)s in reserve") % {
        "free": filesizeformat(max(free, 0)),
        "reserve": filesizeformat(min(reserve, reserve + free)),
    }
    if free <= 0:
        advice = _("No new file is taken. Free some space, or give it a larger disk.")
        return Fact("room", DEGRADED, seen, advice)
    return Fact("room", OK, seen)


def originals():
    count = Asset.objects.living().count()
    lost = Asset.objects.living().lost().count()
    seen = _number(count)
    if count and not vault.stat(paths.ORIGINALS):
        advice = _("Not one is there. Is the disk mounted that holds %s?") % settings.PHOTOS
        return Fact("originals", DEGRADED, seen, advice)
    if lost:
        seen = _("%(count)s, of which %(lost)s lost") % {"count": seen, "lost": _number(lost)}
        advice = _("Run verify --repair-from with a backup, or upload them again.")
        return Fact("originals", DEGRADED, seen, advice)
    return Fact("originals", OK, seen)


def developing():
    """A file that nothing can be made of is kept all the same: no trouble of the house."""
    unready = Asset.objects.living().filter(lost_at=None).exclude(state=Asset.State.READY)
    counts = Counter(dict(unready.values_list("state").annotate(Count("pk"))))
    failed = counts.pop(Asset.State.FAILED, 0)
    said = {"waiting": _number(counts.total()), "failed": _number(failed)}
    return Fact("developing", OK, _("%(waiting)s waiting, %(failed)s without a preview") % said)


def verified():
    """The one that was looked at longest ago, and the last time that all were."""
    times = Asset.objects.living().longest_unverified_first().values_list("verified_at", flat=True)
    oldest, whole = times.first(), Proof.objects.complete().newest_first().first()
    if oldest is None:
        return Fact("verified", OK, _("nothing is there to verify"))
    seen = _("every original since %s") % _day(oldest)
    if whole:
        seen = _("%(each)s, all in one go on %(day)s") % {
            "each": seen,
            "day": _day(whole.finished_at),
        }
    if timezone.now() - oldest > PROMISED:
        advice = _("Workers read all of them again within 30 days, and are late: run verify.")
        return Fact("verified", DEGRADED, seen, advice)
    return Fact("verified", OK, seen)


def findings():
    """Strays look after themselves: they are moved aside when they are a day old."""
    counts = Counter(dict(Finding.objects.open().values_list("what").annotate(Count("pk"))))
    seen = ", ".join(
        f"{_number(counts[what])} {what.label.lower()}" for what in Finding.What if counts[what]
    )
    if counts[Finding.What.DAMAGED] or counts[Finding.What.MISSING]:
        advice = _(
            "Each is named among the findings in the admin. Pictures for the screen are "
            "made again without you."
        )
        return Fact("findings", DEGRADED, seen, advice)
    return Fact("findings", OK, seen or _("none"))


def quarantine():
    found = [vault.stat(key) for key in vault.walk("quarantine")]
    sizes = [one.size for one in found if one]
    return Fact("quarantine", OK, _files(len(sizes), sum(sizes)))


def uploads():
    sizes = [come for _upload, come in upload.unfinished()]
    return Fact("uploads", OK, _files(len(sizes), sum(sizes)))


def _files(count, size):
    if not count:
        return _("none")
    words = {"count": _number(count), "size": filesizeformat(size)}
    return ngettext("%(count)s file, %(size)s", "%(count)s files, %(size)s", count) % words


def _number(count):
    return formats.number_format(count, force_grouping=True)


def _day(moment):
    return formats.date_format(timezone.localtime(moment), "DATE_FORMAT")
