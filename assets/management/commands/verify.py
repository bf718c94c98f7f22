from argparse import ArgumentTypeError
from contextlib import closing, suppress

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError
from django.utils.translation import gettext as _

from assets.integrity import findings, repair, verification
from assets.integrity.report import Progress, Report
from assets.storage import vault

SUBSET_HELP = "only verify a share, such as 5%%, of the files, those unverified for longest"
HAS_PROBLEMS, FAILED, STOPPED = 1, 2, 130


class Command(BaseCommand):
    help = (
        "Verify every original and every rendition by reading it, and list missing, damaged and "
        "stray files. Resumes an interrupted run. Exits with 1 if anything is wrong, 2 if the "
        "verification failed, and 130 if it was stopped."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        add = parser.add_argument
        add("--repair-from", metavar="DIR", help="a backup to restore lost originals from")
        add(
            "--subset",
            metavar="PERCENT",
            type=parse_percentage,
            default=verification.FULL_SHARE,
            help=SUBSET_HELP,
        )
        add("--json", action="store_true", dest="as_json", help="print the report as JSON")
        add("--throttle", metavar="MB/S", type=parse_speed, help="limit the reading speed")

    def handle(self, repair_from, subset, as_json, throttle, **_options):
        report, code, reason = None, 0, ""
        options = {"pace": verification.RateLimit(throttle)} if throttle else {}
        try:
            if repair_from:
                repair.check_backup(repair_from)
            with vault.exclusive_lock():
                report = _verify(subset, None if as_json else self.stderr, **options)
                if repair_from:
                    report.repair = repair.restore_lost(repair_from)
            code = HAS_PROBLEMS if report.has_problems else 0
        except KeyboardInterrupt:
            code, reason = STOPPED, _("Stopped. Run the command again to resume.")
        except (OSError, DatabaseError, InterfaceError) as error:
            code, reason = FAILED, _explain(error)
        # Print what was found even if the repair failed.
        if report:
            self.stdout.write(report.as_json() if as_json else report.as_text())
        if reason:
            raise CommandError(reason, returncode=code)
        if code:
            raise SystemExit(code)


def parse_percentage(text):
    """Parse "5%" or "5"."""
    with suppress(ValueError):
        number = float(text.strip().removesuffix("%"))
        if 0 < number <= verification.FULL_SHARE:
            return number
    raise ArgumentTypeError(_("%s isn't a percentage, such as 5%% or 5.") % repr(text))


def parse_speed(text):
    """Parse megabytes per second and return bytes per second."""
    with suppress(ValueError):
        number = float(text) * 1000**2
        if number > 0:
            return number
    raise ArgumentTypeError(
        _("%s isn't a number of megabytes per second, such as 50.") % repr(text)
    )


def _verify(percent, stream, **options):
    resumed = verification.find_resumable({"share": percent})
    with closing(Progress(stream, percent, resumed)) as progress:
        if percent == verification.FULL_SHARE:
            result = verification.verify_all(report_progress=progress, **options)
        else:
            result = verification.verify_share(percent, report_progress=progress, **options)
    return Report(result, resumed is not None)


def _explain(error):
    if isinstance(error, vault.VaultBusy):
        return _("Another verification is running. Try again when it's finished.")
    if isinstance(error, findings.StorageUnavailable):
        return (
            _("All originals are missing. Check that the disk with %s is mounted.")
            % settings.PHOTOS
        )
    if isinstance(error, repair.BackupUnavailable):
        values = {"folder": error.filename, "reason": error.strerror}
        return _("Can't read the backup %(folder)s: %(reason)s.") % values
    if isinstance(error, vault.DiskFull):
        return _("There's not enough disk space to restore the originals.")
    return str(error)
