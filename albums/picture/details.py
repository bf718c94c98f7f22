"""What is known of a file, in the words and units of people."""

from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple

from django.template.defaultfilters import filesizeformat
from django.utils import formats
from django.utils.translation import gettext as _

from assets.models import Facts
from assets.processing import metadata

MOST_SAID = 4000
LONGEST_SAID = 2000
DEEPEST = 8


class Line(NamedTuple):
    """What it is called, and what it is."""

    label: str
    words: str


def of(picture, version):
    """Lines about one file of a picture, and every word that programs said of it."""
    row = Facts.objects.filter(asset=version.asset_id).values_list("said", flat=True).first()
    found = metadata.of(row or {})
    asset = version.asset
    lines = [
        Line(_("Taken"), _taken(picture.taken_override or asset.taken_local, asset)),
        Line(_("By its own clock"), _corrected(picture, asset)),
        Line(_("Camera"), asset.camera),
        Line(_("Lens"), asset.lens),
        Line(_("Exposure"), _exposure(asset)),
        Line(_("Size"), _pixels(asset)),
        Line(_("Length"), _length(asset.seconds)),
        Line(_("File"), _bytes(asset)),
        Line(_("Place"), _place(asset)),
        Line(_("Keywords"), ", ".join(found.keywords)),
        Line(_("Words in the file"), found.caption),
        Line(_("Rating"), _("%d of 5") % found.rating if found.rating is not None else ""),
    ]
    return [line for line in lines if line.words], said(row or {})


def said(row):
    """Every word, one to a line; a file may say more than anybody wants to read."""
    lines = (Line(name, words[:LONGEST_SAID]) for name, words in _flat(row, "", DEEPEST))
    return [*islice(lines, MOST_SAID)]


def _flat(value, name, depth):
    if isinstance(value, Mapping) and depth:
        for key, one in value.items():
            yield from _flat(one, f"{name} {key}".strip(), depth - 1)
    elif isinstance(value, list) and depth and any(isinstance(one, dict | list) for one in value):
        for number, one in enumerate(value, start=1):
            yield from _flat(one, f"{name} {number}".strip(), depth - 1)
    elif isinstance(value, list) and depth:
        yield name, ", ".join(map(str, value))
    else:
        yield name, str(value)


def _taken(moment, asset):
    if not moment:
        return ""
    fraction = f".{moment.microsecond // 1000:03}" if moment.microsecond else ""
    clock = f"{formats.date_format(moment, 'DATE_FORMAT')}, {moment:%H:%M:%S}{fraction}"
    return f"{clock} ({_zone(asset.offset_minutes)})"


def _zone(minutes):
    if minutes is None:
        return _("no time zone known")
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def _corrected(picture, asset):
    """What the camera said, where somebody knew better."""
    return _taken(asset.taken_local, asset) if picture.taken_override else ""


def _exposure(asset):
    parts = [
        _shutter(asset.shutter),
        f"f/{asset.aperture:g}" if asset.aperture else "",
        f"ISO {asset.iso}" if asset.iso else "",
        f"{asset.focal_length:g} mm" if asset.focal_length else "",
    ]
    return ", ".join(part for part in parts if part)


def _shutter(seconds):
    if not seconds:
        return ""
    return f"1/{round(1 / seconds)} s" if seconds <= 0.4 else f"{seconds:g} s"


def _pixels(asset):
    if not asset.width or not asset.height:
        return ""
    millions = formats.number_format(asset.width * asset.height / 1e6, 1)
    return _("%(width)s × %(height)s pixels, %(millions)s megapixels") % {
        "width": asset.width,
        "height": asset.height,
        "millions": millions,
    }


def _length(seconds):
    if not seconds:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def _bytes(asset):
    exactly = formats.number_format(asset.size, force_grouping=True)
    told = {"extension": asset.extension.upper(), "size": filesizeformat(asset.size)}
    return _("%(extension)s, %(size)s (%(exactly)s bytes)") % {**told, "exactly": exactly}


def _place(asset):
    if asset.latitude is None or asset.longitude is None:
        return ""
    north = "N" if asset.latitude >= 0 else "S"
    east = "E" if asset.longitude >= 0 else "W"
    return f"{abs(asset.latitude):.5f}° {north}, {abs(asset.longitude):.5f}° {east}"
