"""Sentences and numbers that tell people how an import went."""

from math import ceil

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.template.defaultfilters import filesizeformat
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from albums import refusals
from albums.imports.file_reader import FileStillChanging, FileUnreadable
from albums.imports.file_walk import ObstacleReason
from albums.imports.retrying import is_permanent
from albums.refusals import AlbumArchived, AlbumClosed
from assets.storage import vault

OBSTACLE_MESSAGES = {
    ObstacleReason.UNREADABLE: gettext_lazy("Couldn't be read: %s."),
    ObstacleReason.DEAD_LINK: gettext_lazy("This link is broken."),
    ObstacleReason.LINKED_FOLDER: gettext_lazy(
        "Links to other folders aren't followed. Import that folder itself."
    ),
    ObstacleReason.SPECIAL: gettext_lazy("This is a device or a pipe, not a file."),
}
STATUS_COUNTS = {
    "here": ngettext_lazy(
        "%(number)s already in the album", "%(number)s already in the album", "count"
    ),
    "new": ngettext_lazy("%(number)s new", "%(number)s new", "count"),
    "revived": ngettext_lazy(
        "%(number)s restored from the trash", "%(number)s restored from the trash", "count"
    ),
    "refused": ngettext_lazy("%(number)s refused", "%(number)s refused", "count"),
    "failed": ngettext_lazy("%(number)s failed", "%(number)s failed", "count"),
}
FILE_COUNT = ngettext_lazy("%(number)s file", "%(number)s files", "count")
SKIPPED_COUNT = ngettext_lazy(
    "Skipped %(number)s hidden or system file.",
    "Skipped %(number)s hidden or system files.",
    "count",
)


def describe_error(error):
    """Return the sentence that says why a file wasn't imported."""
    if isinstance(error, FileUnreadable):
        return str(OBSTACLE_MESSAGES[ObstacleReason.UNREADABLE]) % error
    if isinstance(error, FileStillChanging):
        return _("Another program is still writing this file. Import it when it's finished.")
    return refusals.explain(error)


def describe_obstacle(obstacle):
    sentence = str(OBSTACLE_MESSAGES[obstacle.reason])
    return sentence % obstacle.detail if obstacle.detail else sentence


def format_summary(title, tally, seconds):
    """Return e.g. "Anna: 2,913 already in the album, 74 new (1.9 GB). It took 3 min 20 s."."""
    sentences = [f"{title}: {_format_counts(tally)}."]
    if tally.skipped:
        sentences.append(_format_plural(SKIPPED_COUNT, tally.skipped))
    return " ".join([*sentences, _("It took %s.") % format_duration(seconds)])


def format_stopped(error, files, size):
    """Say why an import ended early, what is left, and what to do."""
    return " ".join(
        [
            _describe_fatal_error(error, size),
            _("%(files)s (%(size)s) left to import.")
            % {"files": _format_plural(FILE_COUNT, files), "size": format_size(size)},
            _("Everything counted above is safe. Run the same command again to continue."),
        ]
    )


def format_waiting(error, tally):
    """Say why the watcher pauses; unlike an import, it continues without being asked."""
    return _("%s Retrying automatically.") % _describe_fatal_error(error, tally.remaining[1])


def _describe_fatal_error(error, size):
    if error is None:
        return _("Stopped.")
    if isinstance(error, vault.DiskFull):
        missing = format_size(max(size - vault.free_space(), 0))
        return _("The disk is full. Free up %(size)s in %(folder)s.") % {
            "size": missing,
            "folder": settings.PHOTOS,
        }
    if isinstance(error, AlbumArchived):
        return _("The album is archived. Restore it first.")
    if isinstance(error, AlbumClosed):
        return _("The album is in the trash. Restore it first.")
    if isinstance(error, ObjectDoesNotExist):
        return _("The album no longer exists.")
    return describe_database_error(error)


def describe_database_error(error):
    if is_permanent(error):
        return _("The database isn't ready (%s). Run manage.py migrate.") % error
    return _("The database isn't responding (%s).") % error


def format_progress(tally, done, speed, seconds):
    """Return the words beside a progress bar, the most important first."""
    total_files = _format_plural(FILE_COUNT, tally.expected_files)
    total_size = format_size(tally.expected_bytes)
    words = [
        _("%(done)s of %(total)s") % {"done": format_number(tally.files), "total": total_files},
        _("%(done)s of %(total)s") % {"done": format_size(done), "total": total_size},
    ]
    if speed:
        words.append(f"{format_size(speed)}/s")
    if seconds is not None:
        words.append(_("%s left") % format_duration(seconds))
    return words


def format_duration(seconds):
    minutes, seconds = divmod(ceil(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    if minutes:
        return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": seconds}
    return _("%d s") % seconds


def format_size(size):
    return filesizeformat(size).replace("\xa0", " ")


def format_number(count):
    return formats.number_format(count, force_grouping=True)


def _format_counts(tally):
    phrases = []
    for status, form in STATUS_COUNTS.items():
        count = tally.counts[status]
        if count or status == "new":
            size = f" ({format_size(tally.new_bytes)})" if status == "new" and count else ""
            phrases.append(_format_plural(form, count) + size)
    return ", ".join(phrases)


def _format_plural(form, count):
    return form % {"count": count, "number": format_number(count)}
