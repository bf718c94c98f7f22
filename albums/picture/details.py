"""Format the metadata of a file for people."""

from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple

from django.template.defaultfilters import filesizeformat
from django.utils import formats
from django.utils.translation import gettext as _

from assets.models import Metadata
from assets.processing import metadata

MAX_METADATA_LINES = 4000
MAX_VALUE_LENGTH = 2000
MAX_DEPTH = 8


class Detail(NamedTuple):
    label: str
    words: str


def build_details(picture, version):
    """Return the most important details of a version, and all its metadata."""
    row = Metadata.objects.filter(asset=version.asset_id).values_list("raw", flat=True).first()
    parsed = metadata.parse(row or {})
    asset = version.asset
    lines = [
        Detail(
            _("Capture time"), _format_taken(picture.taken_override or asset.taken_local, asset)
        ),
        Detail(_("Original capture time"), _format_camera_time(picture, asset)),
        Detail(_("Camera"), asset.camera),
        Detail(_("Lens"), asset.lens),
        Detail(_("Exposure"), _format_exposure(asset)),
        Detail(_("Dimensions"), _format_dimensions(asset)),
        Detail(_("Duration"), _format_duration(asset.duration_seconds)),
        Detail(_("File"), _format_size(asset)),
        Detail(_("Location"), _format_location(asset)),
        Detail(_("Keywords"), ", ".join(parsed.keywords)),
        Detail(_("Caption in the file"), parsed.caption),
        Detail(_("Rating"), _format_rating(parsed.rating)),
    ]
    return [line for line in lines if line.words], flatten_metadata(row or {})


def flatten_metadata(row):
    """Return one line for each value, up to the limits."""
    # A file can contain megabytes of metadata.
    lines = (
        Detail(name, words[:MAX_VALUE_LENGTH]) for name, words in _flatten(row, "", MAX_DEPTH)
    )
    return [*islice(lines, MAX_METADATA_LINES)]


def _flatten(value, name, depth):
    if isinstance(value, Mapping) and depth:
        for key, item in value.items():
            yield from _flatten(item, f"{name} {key}".strip(), depth - 1)
    elif isinstance(value, list) and depth and _is_nested(value):
        for number, item in enumerate(value, start=1):
            yield from _flatten(item, f"{name} {number}".strip(), depth - 1)
    elif isinstance(value, list) and depth:
        yield name, ", ".join(map(str, value))
    else:
        yield name, str(value)


def _is_nested(values):
    return any(isinstance(value, dict | list) for value in values)


def _format_rating(rating):
    return "" if rating is None else _("%d of 5 stars") % rating


def _format_taken(moment, asset):
    if not moment:
        return ""
    fraction = f".{moment.microsecond // 1000:03}" if moment.microsecond else ""
    clock = f"{formats.date_format(moment, 'DATE_FORMAT')}, {moment:%H:%M:%S}{fraction}"
    return f"{clock} ({_format_zone(asset.offset_minutes)})"


def _format_zone(minutes):
    if minutes is None:
        return _("time zone unknown")
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def _format_camera_time(picture, asset):
    """Return the camera's capture time if somebody corrected it, else an empty string."""
    return _format_taken(asset.taken_local, asset) if picture.taken_override else ""


def _format_exposure(asset):
    parts = [
        _format_shutter(asset.shutter),
        f"f/{asset.aperture:g}" if asset.aperture else "",
        f"ISO {asset.iso}" if asset.iso else "",
        f"{asset.focal_length:g} mm" if asset.focal_length else "",
    ]
    return ", ".join(part for part in parts if part)


def _format_shutter(seconds):
    if not seconds:
        return ""
    return f"1/{round(1 / seconds)} s" if seconds <= 0.4 else f"{seconds:g} s"


def _format_dimensions(asset):
    if not asset.width or not asset.height:
        return ""
    millions = formats.number_format(asset.width * asset.height / 1e6, 1)
    return _("%(width)s × %(height)s pixels, %(millions)s megapixels") % {
        "width": asset.width,
        "height": asset.height,
        "millions": millions,
    }


def _format_duration(seconds):
    if not seconds:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def _format_size(asset):
    exactly = formats.number_format(asset.size, force_grouping=True)
    return _("%(extension)s, %(size)s (%(exactly)s bytes)") % {
        "extension": asset.extension.upper(),
        "size": filesizeformat(asset.size),
        "exactly": exactly,
    }


def _format_location(asset):
    if asset.latitude is None or asset.longitude is None:
        return ""
    north = "N" if asset.latitude >= 0 else "S"
    east = "E" if asset.longitude >= 0 else "W"
    return f"{abs(asset.latitude):.5f}° {north}, {abs(asset.longitude):.5f}° {east}"
