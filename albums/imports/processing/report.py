"""What is said of developing: sentences and numbers for people."""

from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from albums.imports.file_walk import shown
from albums.imports.messages import duration, number
from assets.models import Version
from assets.processing import problems

SECONDS_SHOWN = 10
DEVELOPED = ngettext_lazy(
    "%(number)s developed. It took %(time)s.", "%(number)s developed. It took %(time)s.", "count"
)
WITHOUT = ngettext_lazy(
    "%(number)s has no preview. It is kept all the same, and can be downloaded.",
    "%(number)s have no preview. They are kept all the same, and can be downloaded.",
    "count",
)
STILL = ngettext_lazy(
    "%(number)s is still to be developed.", "%(number)s are still to be developed.", "count"
)


def progress(done, total, left):
    """The words beside a bar, the most important first."""
    said = [_("developing %(done)s of %(total)s") % {"done": number(done), "total": number(total)}]
    return said if left is None else [*said, _about(left)]


def ended(count, seconds):
    return DEVELOPED % {"count": count, "number": number(count), "time": duration(seconds)}


def without_preview(count):
    return _plural(WITHOUT, count)


def stopped(count):
    return " ".join(
        [
            _("Stopped. Everything is kept."),
            _plural(STILL, count),
            _("The server does that, or run the same command again."),
        ]
    )


def left_to_others(count, excuse):
    """Nobody here can do it, or not now: who will, and why it was not done."""
    said = [shown(excuse)] if excuse else []
    said.append(_plural(STILL, count))
    return " ".join([*said, _("Workers of the server do that as soon as they can.")])


def films():
    return _("Pictures are done. Films that browsers cannot play are converted now: please wait.")


def films_left():
    return _("Stopped. Everything is kept. The server converts the films that are left.")


def looked(done, total):
    said = {"done": number(done), "total": number(total)}
    return _("looked at %(done)s of %(total)s") % said


def asked_again(asked):
    """What is about to be done, or that there is nothing to do."""
    if asked.again:
        said = {"again": number(asked.again), "total": number(asked.of)}
        return _("Renditions of %(again)s of %(total)s files are made again.") % said
    return _("There is nothing to do: of %s files each has its renditions.") % number(asked.of)


def named(failed):
    """A line for each of the assets that nothing could be made of."""
    versions = Version.objects.filter(asset__in=failed).select_related("asset")
    seen = {version.asset_id: version for version in versions.order_by("-arrived_at", "-id")}
    files = sorted(seen.values(), key=lambda one: (one.folder, one.name))
    return [f"{shown(_path(one))}: {_why(one.asset)}" for one in files]


def _why(asset):
    return " ".join(map(str, problems.sentences(asset.trouble)))


def _path(version):
    return f"{version.folder}/{version.name}" if version.folder else version.name


def _about(seconds):
    if seconds >= 100:
        minutes = ceil(seconds / 60)
        return ngettext("about %d minute left", "about %d minutes left", minutes) % minutes
    tens = SECONDS_SHOWN * ceil(seconds / SECONDS_SHOWN)
    return ngettext("about %d second left", "about %d seconds left", tens) % tens


def _plural(form, count):
    return form % {"count": count, "number": number(count)}
