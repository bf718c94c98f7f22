"""What is said of developing: sentences and numbers for people."""

from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from albums.imports.file_walk import escape_for_terminal
from albums.imports.messages import format_duration, format_number
from assets.models import Version
from assets.processing import steps

SECONDS_ROUNDING = 10
PROCESSED = ngettext_lazy(
    "%(number)s developed. It took %(time)s.", "%(number)s developed. It took %(time)s.", "count"
)
WITHOUT_PREVIEW = ngettext_lazy(
    "%(number)s has no preview. It is kept all the same, and can be downloaded.",
    "%(number)s have no preview. They are kept all the same, and can be downloaded.",
    "count",
)
STILL_TO_PROCESS = ngettext_lazy(
    "%(number)s is still to be developed.", "%(number)s are still to be developed.", "count"
)


def format_progress(done, total, left):
    """The words beside a bar, the most important first."""
    said = [
        _("developing %(done)s of %(total)s")
        % {"done": format_number(done), "total": format_number(total)}
    ]
    return said if left is None else [*said, _format_time_left(left)]


def format_finished(count, seconds):
    return PROCESSED % {
        "count": count,
        "number": format_number(count),
        "time": format_duration(seconds),
    }


def format_without_preview(count):
    return _format_plural(WITHOUT_PREVIEW, count)


def format_stopped(count):
    return " ".join(
        [
            _("Stopped. Everything is kept."),
            _format_plural(STILL_TO_PROCESS, count),
            _("The server does that, or run the same command again."),
        ]
    )


def format_left_to_server(count, excuse):
    """Nobody here can do it, or not now: who will, and why it was not done."""
    said = [escape_for_terminal(excuse)] if excuse else []
    said.append(_format_plural(STILL_TO_PROCESS, count))
    return " ".join([*said, _("Workers of the server do that as soon as they can.")])


def format_converting_videos():
    return _("Pictures are done. Films that browsers cannot play are converted now: please wait.")


def format_videos_left():
    return _("Stopped. Everything is kept. The server converts the films that are left.")


def format_checked(done, total):
    said = {"done": format_number(done), "total": format_number(total)}
    return _("looked at %(done)s of %(total)s") % said


def format_regenerating(asked):
    """What is about to be done, or that there is nothing to do."""
    if asked.again:
        said = {"again": format_number(asked.again), "total": format_number(asked.of)}
        return _("Renditions of %(again)s of %(total)s files are made again.") % said
    return _("There is nothing to do: of %s files each has its renditions.") % format_number(
        asked.of
    )


def list_failures(failed):
    """A line for each of the assets that nothing could be made of."""
    versions = Version.objects.filter(asset__in=failed).select_related("asset")
    versions = versions.prefetch_related("asset__problems")
    seen = {version.asset_id: version for version in versions.order_by("-arrived_at", "-id")}
    files = sorted(seen.values(), key=lambda one: (one.folder, one.name))
    return [
        f"{escape_for_terminal(_build_path(one))}: {_describe_problems(one.asset)}"
        for one in files
    ]


def _describe_problems(asset):
    return " ".join(map(steps.describe, asset.problems.all()))


def _build_path(version):
    return f"{version.folder}/{version.name}" if version.folder else version.name


def _format_time_left(seconds):
    if seconds >= 100:
        minutes = ceil(seconds / 60)
        return ngettext("about %d minute left", "about %d minutes left", minutes) % minutes
    tens = SECONDS_ROUNDING * ceil(seconds / SECONDS_ROUNDING)
    return ngettext("about %d second left", "about %d seconds left", tens) % tens


def _format_plural(form, count):
    return form % {"count": count, "number": format_number(count)}
