"""Sentences and numbers that tell people how the preparation of their photos went."""

from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from albums.imports.file_walk import escape_for_terminal
from albums.imports.messages import format_duration, format_number
from assets.models import Version
from assets.processing import steps

SECONDS_ROUNDING = 10
MINUTES_FROM = 100
PREPARED = ngettext_lazy(
    "Prepared %(number)s file. It took %(time)s.",
    "Prepared %(number)s files. It took %(time)s.",
    "count",
)
WITHOUT_PREVIEW = ngettext_lazy(
    "%(number)s file has no preview. The original is safe and can be downloaded.",
    "%(number)s files have no preview. The originals are safe and can be downloaded.",
    "count",
)
LEFT_TO_PREPARE = ngettext_lazy(
    "%(number)s file left to prepare.", "%(number)s files left to prepare.", "count"
)


def format_progress(done, total, seconds):
    """Return the words beside a progress bar, the most important first."""
    words = [
        _("Preparing %(done)s of %(total)s")
        % {"done": format_number(done), "total": format_number(total)}
    ]
    return words if seconds is None else [*words, _format_time_left(seconds)]


def format_finished(count, seconds):
    return PREPARED % {
        "count": count,
        "number": format_number(count),
        "time": format_duration(seconds),
    }


def format_without_preview(count):
    return _format_plural(WITHOUT_PREVIEW, count)


def format_stopped(count):
    return " ".join(
        [
            _("Stopped. All imported files are safe."),
            _format_plural(LEFT_TO_PREPARE, count),
            _("The server will finish them, or run the same command again."),
        ]
    )


def format_left_to_server(count, failure):
    """Say why this command's workers didn't finish, and who will."""
    sentences = [escape_for_terminal(failure)] if failure else []
    sentences.append(_format_plural(LEFT_TO_PREPARE, count))
    return " ".join([*sentences, _("The server's workers will finish them.")])


def format_converting_videos():
    return _("Photos are ready. Converting videos that browsers can't play. Please wait.")


def format_videos_left():
    return _("Stopped. All imported files are safe. The server will convert the remaining videos.")


def format_checked(done, total):
    counts = {"done": format_number(done), "total": format_number(total)}
    return _("Checked %(done)s of %(total)s") % counts


def format_regenerating(counts):
    """Say how many files get new previews, or that none needs them."""
    if counts.requested:
        numbers = {
            "requested": format_number(counts.requested),
            "total": format_number(counts.total),
        }
        return _("Regenerating previews of %(requested)s of %(total)s files.") % numbers
    return _("Nothing to do. Files checked: %s.") % format_number(counts.total)


def list_failures(failed):
    """Return a line for each asset that has no preview, sorted by folder and name."""
    versions = Version.objects.filter(asset__in=failed).select_related("asset")
    versions = versions.prefetch_related("asset__problems")
    # The last assignment wins, so this keeps the version that arrived first.
    by_asset = {version.asset_id: version for version in versions.order_by("-arrived_at", "-id")}
    sorted_versions = sorted(by_asset.values(), key=lambda version: (version.folder, version.name))
    return [
        f"{escape_for_terminal(_build_path(version))}: {_describe_problems(version.asset)}"
        for version in sorted_versions
    ]


def _describe_problems(asset):
    return " ".join(steps.describe(problem) for problem in asset.problems.all())


def _build_path(version):
    return f"{version.folder}/{version.name}" if version.folder else version.name


def _format_time_left(seconds):
    if seconds >= MINUTES_FROM:
        minutes = ceil(seconds / 60)
        return ngettext("about %d minute left", "about %d minutes left", minutes) % minutes
    tens = SECONDS_ROUNDING * ceil(seconds / SECONDS_ROUNDING)
    return ngettext("about %d second left", "about %d seconds left", tens) % tens


def _format_plural(form, count):
    return form % {"count": count, "number": format_number(count)}
