"""What is said of a run: sentences and numbers for people."""

from math import ceil

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.template.defaultfilters import filesizeformat
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from albums import refusals
from albums.imports.file_reader import Unreadable, Unsettled
from albums.imports.file_walk import Why
from albums.imports.retrying import is_hopeless
from albums.refusals import Archived, Closed
from assets.storage import vault

IN_THE_WAY = {
    Why.UNREADABLE: gettext_lazy("It cannot be read: %s."),
    Why.DEAD_LINK: gettext_lazy("This link leads nowhere."),
    Why.LINKED_FOLDER: gettext_lazy("A link to another folder is not followed. Name that folder."),
    Why.SPECIAL: gettext_lazy("This is a device or a pipe, not a file."),
}
COUNTS = {
    "here": ngettext_lazy("%(number)s already here", "%(number)s already here", "count"),
    "new": ngettext_lazy("%(number)s new", "%(number)s new", "count"),
    "revived": ngettext_lazy(
        "%(number)s back from the trash", "%(number)s back from the trash", "count"
    ),
    "refused": ngettext_lazy("%(number)s refused", "%(number)s refused", "count"),
    "failed": ngettext_lazy("%(number)s failed", "%(number)s failed", "count"),
}
FILES = ngettext_lazy("%(number)s file", "%(number)s files", "count")
LEFT_OUT = ngettext_lazy(
    "%(number)s hidden or system file left out.",
    "%(number)s hidden or system files left out.",
    "count",
)


def why(error):
    """Why one file did not get in."""
    if isinstance(error, Unreadable):
        return str(IN_THE_WAY[Why.UNREADABLE]) % error
    if isinstance(error, Unsettled):
        return _("It is still being written. Run the command again when it is finished.")
    return refusals.sentence(error)


def in_the_way(obstacle):
    sentence = str(IN_THE_WAY[obstacle.why])
    return sentence % obstacle.detail if obstacle.detail else sentence


def summary(title, tally, seconds):
    """Anna and Ben: 2,913 already here, 74 new (1.9 GB), 2 refused. It took 3 min 20 s."""
    said = [f"{title}: {_counts(tally)}."]
    if tally.left_out:
        said.append(_plural(LEFT_OUT, tally.left_out))
    return " ".join([*said, _("It took %s.") % duration(seconds)])


def stopped(trouble, files, size):
    """Why a run ended early, what is still to come, and what to do."""
    return " ".join(
        [
            _reason(trouble, size),
            _("%(files)s (%(size)s) still to come.")
            % {"files": _plural(FILES, files), "size": size_of(size)},
            _("What is counted above is safe; run the same command again to continue."),
        ]
    )


def waiting(trouble, tally):
    """The same for somebody who goes on by himself."""
    return _("%s Waiting.") % _reason(trouble, tally.rest[1])


def _reason(trouble, size):
    if trouble is None:
        return _("Stopped.")
    if isinstance(trouble, vault.Full):
        missing = size_of(max(size - vault.free(), 0))
        return _("The disk is full. Make room for %(size)s more in %(folder)s.") % {
            "size": missing,
            "folder": settings.PHOTOS,
        }
    if isinstance(trouble, Archived):
        return _("The album is archived. Restore it first.")
    if isinstance(trouble, Closed):
        return _("The album is in the trash now. Take it out of there.")
    if isinstance(trouble, ObjectDoesNotExist):
        return _("The album is gone.")
    return unanswered(trouble)


def unanswered(error):
    """Why the database did not do what was asked of it."""
    if is_hopeless(error):
        return _("The database is not set up for this (%s). Run manage.py migrate.") % error
    return _("The database does not answer (%s).") % error


def progress(tally, done, speed, left):
    """The words beside a bar, the most important first."""
    so_far, of = size_of(done), size_of(tally.expected_bytes)
    said = [
        _("%(done)s of %(total)s")
        % {"done": number(tally.files), "total": _plural(FILES, tally.expected_files)},
        _("%(done)s of %(total)s") % {"done": so_far, "total": of},
    ]
    if speed:
        said.append(f"{size_of(speed)}/s")
    if left is not None:
        said.append(_("%s left") % duration(left))
    return said


def duration(seconds):
    minutes, seconds = divmod(ceil(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    if minutes:
        return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": seconds}
    return _("%d s") % seconds


def size_of(size):
    return filesizeformat(size).replace("\xa0", " ")


def number(count):
    return formats.number_format(count, force_grouping=True)


def _counts(tally):
    said = []
    for name, form in COUNTS.items():
        count = tally.counts[name]
        if count or name == "new":
            size = f" ({size_of(tally.new_bytes)})" if name == "new" and count else ""
            said.append(_plural(form, count) + size)
    return ", ".join(said)


def _plural(form, count):
    return form % {"count": count, "number": number(count)}
