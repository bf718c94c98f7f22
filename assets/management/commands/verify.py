from argparse import ArgumentTypeError
from contextlib import closing, suppress

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError
from django.utils.translation import gettext as _

from assets.integrity import findings, repair, verification
from assets.integrity.report import Progress, Report
from assets.storage import vault

SUBSET_HELP = "only a share, such as 5%%: what nobody has looked at for longest"
HAS_PROBLEMS, FAILED, STOPPED = 1, 2, 130


class Command(BaseCommand):
    help = (
        "Read every original and every copy again, and name what is missing, damaged or stray. "
        "What was broken off is gone on with. Exit code 1 if anything is wrong, 2 if it could "
        "not be done, 130 if it was stopped."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        add = parser.add_argument
        add("--repair-from", metavar="DIR", help="a backup to bring lost originals back from")
        add(
            "--subset",
            metavar="PERCENT",
            type=parse_percentage,
            default=verification.FULL_SHARE,
            help=SUBSET_HELP,
        )
        add("--json", action="store_true", dest="as_json", help="say it to a program")
        add("--throttle", metavar="MB/S", type=parse_speed, help="read no faster than that")

    def handle(self, repair_from, subset, as_json, throttle, **options):
        report, code, reason = None, 0, ""
        manner = {"pace": verification.RateLimit(throttle)} if throttle else {}
        try:
            if repair_from:
                repair.check_backup(repair_from)
            with vault.exclusive_lock():
                report = _verify(subset, None if as_json else self.stderr, **manner)
                if repair_from:
                    report.mended = repair.restore_lost(repair_from)
            code = HAS_PROBLEMS if report.is_bad else 0
        except KeyboardInterrupt:
            code, reason = STOPPED, _("Stopped. The next call goes on here.")
        except (OSError, DatabaseError, InterfaceError) as error:
            code, reason = FAILED, _explain(error)
        if report:  # what was found is known, even if nothing could be brought back
            self.stdout.write(report.as_json() if as_json else report.in_words())
        if reason:
            raise CommandError(reason, returncode=code)
        if code:
            raise SystemExit(code)


def parse_percentage(text):
    """5% or 5."""
    with suppress(ValueError):
        number = float(text.strip().removesuffix("%"))
        if 0 < number <= verification.FULL_SHARE:
            return number
    raise ArgumentTypeError(_("%s is no share, such as 5%% or 5.") % repr(text))


def parse_speed(text):
    """Bytes a second."""
    with suppress(ValueError):
        number = float(text) * 1000**2
        if number > 0:
            return number
    raise ArgumentTypeError(_("%s is no number of megabytes, such as 50.") % repr(text))


def _verify(percent, stream, **manner):
    begun = verification.find_resumable({"share": percent})
    with closing(Progress(stream, percent, begun)) as progress:
        if percent == verification.FULL_SHARE:
            read = verification.verify_all(tell=progress, **manner)
        else:
            read = verification.verify_share(percent, tell=progress, **manner)
    return Report(read, begun is not None)


def _explain(error):
    if isinstance(error, vault.VaultBusy):
        return _("Another verification is running. Call again when it has ended.")
    if isinstance(error, findings.StorageUnavailable):
        return _("No original is there. Is the disk mounted that holds %s?") % settings.PHOTOS
    if isinstance(error, repair.BackupUnavailable):
        words = {"folder": error.filename, "reason": error.strerror}
        return _("The backup %(folder)s cannot be read: %(reason)s.") % words
    if isinstance(error, vault.DiskFull):
        return _("There is no room left for what is to be brought back.")
    return str(error)
