"""The progress and the report of a verification."""

import json
import math
import time
from collections import Counter
from dataclasses import dataclass
from itertools import batched

from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assets.integrity.repair import RepairResult
from assets.models import Asset, Finding, Rendition, Verification, Version
from assets.storage import paths

Problem = Finding.Problem
CLEAR_LINE = "\r\x1b[K"
PROGRESS_INTERVAL = 10.0
BATCH_SIZE = 500


class Progress:
    """Prints the progress: as one changing line on a terminal, else a line now and then.

    Prints nothing if there is no stream.
    """

    def __init__(self, stream, percent, resumed):
        self.stream, self.is_terminal = stream, stream is not None and stream.isatty()
        self.size = _count_stored_bytes() * percent / 100
        self.size_before = resumed.bytes_checked if resumed else 0
        self.started_at = self.printed_at = time.monotonic()
        if resumed and stream:
            stream.write(_describe_resumed(resumed), str)

    def __call__(self, verification):
        now = time.monotonic()
        if self.is_terminal:
            self.stream.write(CLEAR_LINE + self._format(verification, now), str, ending="")
            self.stream.flush()
        elif self.stream and now - self.printed_at > PROGRESS_INTERVAL:
            self.printed_at = now
            self.stream.write(self._format(verification, now), str)

    def close(self):
        if self.is_terminal:
            self.stream.write(CLEAR_LINE, str, ending="")

    def _format(self, verification, now):
        text = _("%(percent)d %%, %(files)s files, %(size)s") % {
            "percent": 100
            * verification.bytes_checked
            / max(self.size, verification.bytes_checked, 1),
            "files": _format_number(verification.files_checked),
            "size": _format_size(verification.bytes_checked),
        }
        speed = (verification.bytes_checked - self.size_before) / max(now - self.started_at, 0.001)
        if not speed:
            return text
        minutes = math.ceil(max(self.size - verification.bytes_checked, 0) / speed / 60)
        return f"{text}, " + ngettext("%d minute left", "%d minutes left", minutes) % minutes


@dataclass
class Report:
    """The result of a verification, and of the repair after it if there was one."""

    verification: Verification
    was_resumed: bool
    repair: RepairResult | None = None

    def __post_init__(self):
        self.findings = list(self.verification.findings.by_key())
        self.counts = Counter(finding.problem for finding in self.findings)
        self.intact = (
            self.verification.files_checked
            - self.counts[Problem.DAMAGED]
            - self.counts[Problem.MISSING]
        )

    @property
    def has_problems(self):
        """Whether this verification found anything, or any original is still lost."""
        return self.verification.findings.open().exists() or _count_lost() > 0

    def as_json(self):
        return json.dumps(
            {
                "gone_on": self.was_resumed,
                "files": self.verification.files_checked,
                "bytes": self.verification.bytes_checked,
                "whole": self.intact,
                **{problem: self.counts[problem] for problem in Problem.values},
                "repaired": self.repair.repaired if self.repair else 0,
                "still_lost": _count_lost(),
                "findings": [
                    {"what": finding.problem, "key": finding.key, "name": name}
                    for finding, name in self._findings_with_names()
                ],
            },
            indent=1,
        )

    def as_text(self):
        lines = [
            f"{finding.get_problem_display()}  {finding.key}  {name}".rstrip()
            for finding, name in self._findings_with_names()
        ]
        return "\n".join([*lines, self._summary(), *self._advise()])

    def _findings_with_names(self):
        """Yield each finding with the name that its file was uploaded under, or ""."""
        for page in batched(self.findings, BATCH_SIZE):
            hashes = {paths.parse_sha256(finding.key) for finding in page}
            versions = Version.objects.filter(asset__sha256__in=hashes)
            names = dict(versions.values_list("asset__sha256", "name"))
            for finding in page:
                yield finding, names.get(paths.parse_sha256(finding.key), "")

    def _summary(self):
        return _(
            "Files checked: %(files)s (%(size)s). Intact: %(intact)s, damaged: %(damaged)s, "
            "missing: %(missing)s, stray: %(strays)s."
        ) % {
            "files": _format_number(self.verification.files_checked),
            "size": _format_size(self.verification.bytes_checked),
            "intact": _format_number(self.intact),
            "damaged": _format_number(self.counts[Problem.DAMAGED]),
            "missing": _format_number(self.counts[Problem.MISSING]),
            "strays": _format_number(self.counts[Problem.STRAY]),
        }

    def _advise(self):
        lost = _count_lost()
        if self.repair:
            yield _("Originals restored: %(repaired)s, still lost: %(lost)s.") % {
                "repaired": _format_number(self.repair.repaired),
                "lost": _format_number(self.repair.lost),
            }
        elif lost:
            yield ngettext(
                "%s original is lost. Restore it from a backup with --repair-from, "
                "or upload it again.",
                "%s originals are lost. Restore them from a backup with --repair-from, "
                "or upload them again.",
                lost,
            ) % _format_number(lost)


def _count_lost():
    return Asset.objects.living().lost().count()


def _count_stored_bytes():
    querysets = (Asset.objects.living(), Rendition.objects.living())
    return sum(rows.aggregate(size=Sum("size", default=0))["size"] for rows in querysets)


def _describe_resumed(verification):
    return _("Resuming the verification of %(day)s after %(files)s files.") % {
        "day": f"{timezone.localtime(verification.started_at):%Y-%m-%d %H:%M}",
        "files": _format_number(verification.files_checked),
    }


def _format_number(count):
    return formats.number_format(count, force_grouping=True)


def _format_size(size):
    return filesizeformat(size).replace("\xa0", " ")
