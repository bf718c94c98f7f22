"""Reading what is kept, to know that it is whole: all of it, a share, or what is overdue."""

import heapq
import math
import time
from datetime import timedelta
from itertools import groupby
from operator import itemgetter

from django.db import transaction
from django.utils import timezone

from assets.integrity import findings, inventory
from assets.models import Asset, Copy, Finding, Proof
from assets.storage import vault

EVERYTHING = 100
MOST_FILES_A_PAGE = 500
MOST_SECONDS_A_PAGE = 2.0
GONE_ON_WITHIN = timedelta(days=7)
MAY_BE_ARRIVING = timedelta(hours=1)
OVERDUE = timedelta(days=25)


class Pace:
    """No faster than so many bytes a second."""

    def __init__(self, rate):
        self.rate, self._next = rate, 0.0

    def __call__(self, pieces):
        for piece in pieces:
            yield piece
            now = time.monotonic()
            self._next = max(self._next, now) + len(piece) / self.rate
            time.sleep(self._next - now)


class Reading:
    """One going through files, written down page by page, so that it can be gone on with."""

    def __init__(self, scope, pace=iter, tell=lambda proof: None):
        self.proof = begun(scope) or Proof.objects.create(scope=scope)
        self.pace, self.tell = pace, tell
        self._begin_page()

    def look_at(self, row):
        if findings.asset_of(row).doomed_at:
            return
        if what := findings.look(row, self.pace):
            findings.settle(row, what, self.proof)
        else:
            self._whole.append(row)
        self.proof.files += 1
        self.proof.bytes += row.size
        self.proof.reached = row.key
        self._end_page_if_full()

    def note_stray(self, key):
        found = vault.stat(key)
        if found and not (found.may_be_arriving and _is_young(found)):
            self._strays.append(key)
            self._end_page_if_full()

    def finish(self):
        self.proof.finished_at = timezone.now()
        self.end_page()
        return self.proof

    def _begin_page(self):
        """What is on a page was whole when it began; of what happened since, nobody knows."""
        self._since, self._at = timezone.now(), time.monotonic()
        self._whole, self._strays, self._files = [], [], self.proof.files

    def _end_page_if_full(self):
        files = self.proof.files - self._files + len(self._strays)
        if files >= MOST_FILES_A_PAGE or time.monotonic() - self._at > MOST_SECONDS_A_PAGE:
            self.end_page()

    def end_page(self):
        with transaction.atomic():
            findings.clear(self._whole, self._since)
            for folder, keys in groupby(self._strays, _folder_of):
                for key in inventory.strays(folder, list(keys)):
                    findings.note(_storable(key), Finding.What.STRAY, self.proof)
            self.proof.save()
        self.tell(self.proof)
        self._begin_page()


def begun(scope):
    """A reading of that scope which was broken off and is not too old to be gone on with."""
    lately = Proof.objects.unfinished().filter(started_at__gt=timezone.now() - GONE_ON_WITHIN)
    return next((proof for proof in lately.newest_first() if proof.scope == scope), None)


def read_everything(**manner):
    """From the first key to the last, and what lies between them."""
    reading = Reading({"share": EVERYTHING}, **manner)
    reached = reading.proof.reached
    for folder in inventory.FOLDERS[_number_of(reached) :]:
        after = reached if _folder_of(reached) == folder else ""
        for key, row in _side_by_side(folder, after):
            if row:
                reading.look_at(row)
            else:
                reading.note_stray(key)
    proof = reading.finish()
    # Whatever is still wrong was met again, and is a finding of this reading by now.
    earlier = Finding.objects.open().filter(found_at__lt=proof.started_at).exclude(proof=proof)
    earlier.update(repaired_at=proof.finished_at)
    return proof


def read_share(percent, **manner):
    """Of originals and of copies, those that nobody has looked at for longest."""
    reading = Reading({"share": percent}, **manner)
    done = reading.proof.files
    for rows in _living():
        share = math.ceil(rows.count() * percent / 100)
        _read_oldest(reading, rows.verified_before(reading.proof.started_at), most=share - done)
        done = max(done - share, 0)
    return reading.finish()


def read_overdue(now, seconds, **manner):
    """What nobody has looked at for long, as much as can be done in time; nothing, if all is."""
    overdue = [rows.verified_before(now - OVERDUE) for rows in _living()]
    if not any(rows.exists() for rows in overdue):
        return None
    reading, until = Reading({"overdue": OVERDUE.days}, **manner), time.monotonic() + seconds
    for rows in overdue:
        _read_oldest(reading, rows, until=until)
    return reading.finish()


def _living():
    return Asset.objects.living(), Copy.objects.living()


def _read_oldest(reading, rows, most=math.inf, until=math.inf):
    """Who was looked at is no longer among these, so that each page begins anew."""
    while most > 0:
        page = list(rows.longest_unverified_first()[: min(most, MOST_FILES_A_PAGE)])
        for row in page:
            if time.monotonic() > until:
                return
            reading.look_at(row)
        reading.end_page()
        most = most - len(page) if page else 0


def _side_by_side(folder, after):
    """Every key with its row; without one, if only the bytes are there."""
    told = ((row.key, row) for row in inventory.rows(folder, after))
    there = ((key, None) for key in vault.walk(folder, after))
    by_key = itemgetter(0)
    for key, same in groupby(heapq.merge(told, there, key=by_key), by_key):
        yield key, next((row for _, row in same if row), None)


def _folder_of(key):
    return key.partition("/")[0]


def _number_of(reached):
    return inventory.FOLDERS.index(_folder_of(reached)) if reached else 0


def _is_young(found):
    return found.modified > (timezone.now() - MAY_BE_ARRIVING).timestamp()


def _storable(key):
    """Nobody of ours made this name, so it may be anything."""
    return key.encode(errors="replace").decode()[:200]
