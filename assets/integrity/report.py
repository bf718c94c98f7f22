"""What a verification says: while it reads, and when it has read."""

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
from assets.models import Asset, Copy, Finding, Proof, Version
from assets.storage import paths

Kind = Finding.What
CLEAR_LINE = "\r\x1b[K"
PROGRESS_INTERVAL = 10.0
BATCH_SIZE = 500


class Progress:
    """On a terminal a line that changes; elsewhere a line now and then; or nothing to nobody."""

    def __init__(self, stream, percent, begun):
        self.stream, self.is_terminal = stream, stream is not None and stream.isatty()
        self.size = _count_stored_bytes() * percent / 100
        self.size_before = begun.bytes if begun else 0
        self.started = self.said = time.monotonic()
        if begun and stream:
            stream.write(_describe_resumed(begun), str)

    def __call__(self, read):
        now = time.monotonic()
        if self.is_terminal:
            self.stream.write(CLEAR_LINE + self._words(read, now), str, ending="")
            self.stream.flush()
        elif self.stream and now - self.said > PROGRESS_INTERVAL:
            self.said = now
            self.stream.write(self._words(read, now), str)

    def close(self):
        if self.is_terminal:
            self.stream.write(CLEAR_LINE, str, ending="")

    def _words(self, read, now):
        words = _("%(percent)d %%, %(files)s files, %(size)s") % {
            "percent": 100 * read.bytes / max(self.size, read.bytes, 1),
            "files": _format_number(read.files),
            "size": _format_size(read.bytes),
        }
        speed = (read.bytes - self.size_before) / max(now - self.started, 0.001)
        if not speed:
            return words
        minutes = math.ceil(max(self.size - read.bytes, 0) / speed / 60)
        return f"{words}, " + ngettext("%d minute left", "%d minutes left", minutes) % minutes


@dataclass
class Report:
    """What was read, and what was brought back after that."""

    read: Proof
    has_gone_on: bool
    mended: RepairResult | None = None

    def __post_init__(self):
        self.findings = list(self.read.findings.by_key())
        self.counts = Counter(finding.what for finding in self.findings)
        self.whole = self.read.files - self.counts[Kind.DAMAGED] - self.counts[Kind.MISSING]

    @property
    def is_bad(self):
        """An original that is lost is, whoever found it so."""
        return self.read.findings.open().exists() or _count_lost() > 0

    def as_json(self):
        return json.dumps(
            {
                "gone_on": self.has_gone_on,
                "files": self.read.files,
                "bytes": self.read.bytes,
                "whole": self.whole,
                **{what: self.counts[what] for what in Kind.values},
                "repaired": self.mended.repaired if self.mended else 0,
                "still_lost": _count_lost(),
                "findings": [
                    {"what": finding.what, "key": finding.key, "name": name}
                    for finding, name in self._named()
                ],
            },
            indent=1,
        )

    def in_words(self):
        found = (f"{one.get_what_display()}  {one.key}  {name}" for one, name in self._named())
        return "\n".join([*(line.rstrip() for line in found), self._sum(), *self._advice()])

    def _named(self):
        """Findings with a name that a person knows, where there is one."""
        for page in batched(self.findings, BATCH_SIZE):
            hashes = {paths.parse_sha256(finding.key) for finding in page}
            versions = Version.objects.filter(asset__sha256__in=hashes)
            names = dict(versions.values_list("asset__sha256", "name"))
            for finding in page:
                yield finding, names.get(paths.parse_sha256(finding.key), "")

    def _sum(self):
        return _(
            "%(files)s files read, %(size)s: %(whole)s whole, %(damaged)s damaged, "
            "%(missing)s missing; %(strays)s strays."
        ) % {
            "files": _format_number(self.read.files),
            "size": _format_size(self.read.bytes),
            "whole": _format_number(self.whole),
            "damaged": _format_number(self.counts[Kind.DAMAGED]),
            "missing": _format_number(self.counts[Kind.MISSING]),
            "strays": _format_number(self.counts[Kind.STRAY]),
        }

    def _advice(self):
        lost = _count_lost()
        if self.mended:
            yield _("%(repaired)s originals brought back, %(lost)s still lost.") % {
                "repaired": _format_number(self.mended.repaired),
                "lost": _format_number(self.mended.lost),
            }
        elif lost:
            yield _(
                "%s originals are lost. Bring them back with --repair-from and a backup, "
                "or upload them again."
            ) % _format_number(lost)


def _count_lost():
    return Asset.objects.living().lost().count()


def _count_stored_bytes():
    rows = (Asset.objects.living(), Copy.objects.living())
    return sum(every.aggregate(size=Sum("size", default=0))["size"] for every in rows)


def _describe_resumed(begun):
    return _("Going on with what was begun on %(day)s, after %(files)s files.") % {
        "day": f"{timezone.localtime(begun.started_at):%Y-%m-%d %H:%M}",
        "files": _format_number(begun.files),
    }


def _format_number(count):
    return formats.number_format(count, force_grouping=True)


def _format_size(size):
    return filesizeformat(size).replace("\xa0", " ")
