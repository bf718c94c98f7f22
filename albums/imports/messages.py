"""What is said of a run: sentences and numbers for people."""

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
    ObstacleReason.UNREADABLE: gettext_lazy("It cannot be read: %s."),
    ObstacleReason.DEAD_LINK: gettext_lazy("This link leads nowhere."),
    ObstacleReason.LINKED_FOLDER: gettext_lazy(
        "A link to another folder is not followed. Name that folder."
    ),
    ObstacleReason.SPECIAL: gettext_lazy("This is a device or a pipe, not a file."),
}
STATUS_COUNTS = {
    "here": ngettext_lazy("%(number)s already here", "%(number)s already here", "count"),
    "new": ngettext_lazy("%(number)s new", "%(number)s new", "count"),
    "revived": ngettext_lazy(
        "%(number)s back from the trash", "%(number)s back from the trash", "count"
    ),
    "refused": ngettext_lazy("%(number)s refused", "%(number)s refused", "count"),
    "failed": ngettext_lazy("%(number)s failed", "%(number)s failed", "count"),
}
FILE_COUNT = ngettext_lazy("%(number)s file", "%(number)s files", "count")
SKIPPED_COUNT = ngettext_lazy(
    "%(number)s hidden or system file left out.",
    "%(number)s hidden or system files left out.",
    "count",
)


def describe_error(error):
    """Why one file did not get in."""
    if isinstance(error, FileUnreadable):
        return str(OBSTACLE_MESSAGES[ObstacleReason.UNREADABLE]) % error
    if isinstance(error, FileStillChanging):
        return _("It is still being written. Run the command again when it is finished.")
    return refusals.explain(error)


def describe_obstacle(obstacle):
    sentence = str(OBSTACLE_MESSAGES[obstacle.why])
    return sentence % obstacle.detail if obstacle.detail else sentence


def format_summary(title, tally, seconds):
    """Anna and Ben: 2,913 already here, 74 new (1.9 GB), 2 refused. It took 3 min 20 s."""
    said = [f"{title}: {_format_counts(tally)}."]
    if tally.left_out:
        said.append(_format_plural(SKIPPED_COUNT, tally.left_out))
    return " ".join([*said, _("It took %s.") % format_duration(seconds)])


def format_stopped(trouble, files, size):
    """Why a run ended early, what is still to come, and what to do."""
    return " ".join(
        [
            _describe_fatal_error(trouble, size),
            _("%(files)s (%(size)s) still to come.")
            % {"files": _format_plural(FILE_COUNT, files), "size": format_size(size)},
            _("What is counted above is safe; run the same command again to continue."),
        ]
    )


def format_waiting(trouble, tally):
    """The same for somebody who goes on by himself."""
    return _("%s Waiting.") % _describe_fatal_error(trouble, tally.rest[1])


def _describe_fatal_error(trouble, size):
    if trouble is None:
        return _("Stopped.")
    if isinstance(trouble, vault.DiskFull):
        missing = format_size(max(size - vault.free_space(), 0))
        return _("The disk is full. Make room for %(size)s more in %(folder)s.") % {
            "size": missing,
            "folder": settings.PHOTOS,
        }
    if isinstance(trouble, AlbumArchived):
        return _("The album is archived. Restore it first.")
    if isinstance(trouble, AlbumClosed):
        return _("The album is in the trash now. Take it out of there.")
    if isinstance(trouble, ObjectDoesNotExist):
        return _("The album is gone.")
    return describe_database_error(trouble)


def describe_database_error(error):
    """Why the database did not do what was asked of it."""
    if is_permanent(error):
        return _("The database is not set up for this (%s). Run manage.py migrate.") % error
    return _("The database does not answer (%s).") % error


def format_progress(tally, done, speed, left):
    """The words beside a bar, the most important first."""
    so_far, of = format_size(done), format_size(tally.expected_bytes)
    said = [
        _("%(done)s of %(total)s")
        % {
            "done": format_number(tally.files),
            "total": _format_plural(FILE_COUNT, tally.expected_files),
        },
        _("%(done)s of %(total)s") % {"done": so_far, "total": of},
    ]
    if speed:
        said.append(f"{format_size(speed)}/s")
    if left is not None:
        said.append(_("%s left") % format_duration(left))
    return said


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
    said = []
    for name, form in STATUS_COUNTS.items():
        count = tally.counts[name]
        if count or name == "new":
            size = f" ({format_size(tally.new_bytes)})" if name == "new" and count else ""
            said.append(_format_plural(form, count) + size)
    return ", ".join(said)


def _format_plural(form, count):
    return form % {"count": count, "number": format_number(count)}
