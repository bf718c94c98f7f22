from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from assets import findings, mending, proof, vault
from assets.management.reporting import Progress, Report

NOT_DONE = 2


class Command(BaseCommand):
    help = (
        "Read every original and every copy again, and name what is missing, damaged or stray. "
        "What was broken off is gone on with. Exit code 1 if anything is wrong."
    )

    def add_arguments(self, parser):
        add = parser.add_argument
        add("--repair-from", metavar="DIR", help="a backup to bring lost originals back from")
        add("--subset", metavar="PERCENT", type=percentage, default=proof.EVERYTHING)
        add("--json", action="store_true", dest="as_json", help="say it to a program")
        add("--throttle", metavar="MB/S", type=float, default=0, help="read no faster than that")

    def handle(self, repair_from, subset, as_json, throttle, **options):
        manner = {"pace": proof.Pace(throttle * 1000**2)} if throttle > 0 else {}
        begun = proof.begun({"share": subset})
        progress = Progress(None if as_json else self.stderr, subset, begun)
        try:
            with vault.alone():
                report = Report(_read(subset, tell=progress, **manner), begun is not None)
                if repair_from:
                    report.mended = mending.mend(repair_from)
        except KeyboardInterrupt:
            progress.close()
            raise CommandError(_("Stopped. The next call goes on here."), returncode=130) from None
        except OSError as error:
            progress.close()
            raise CommandError(_reason(error), returncode=NOT_DONE) from error
        progress.close()
        self.stdout.write(report.as_json() if as_json else report.in_words())
        if report.is_bad:
            raise SystemExit(1)


def percentage(text):
    """5% or 5."""
    number = float(text.strip().removesuffix("%"))
    if not 0 < number <= proof.EVERYTHING:
        raise ValueError(text)
    return number


def _read(percent, **manner):
    if percent == proof.EVERYTHING:
        return proof.read_everything(**manner)
    return proof.read_share(percent, **manner)


def _reason(error):
    if isinstance(error, vault.Busy):
        return _("Another verification is running. Call again when it has ended.")
    if isinstance(error, findings.Away):
        return _("No original is there. Is the disk mounted that holds %s?") % settings.PHOTOS
    return str(error)
