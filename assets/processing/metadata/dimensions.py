"""How large something is when it is seen the right way up, and how long it lasts."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from assets.processing.metadata.tags import Tags, as_list, as_mapping, parse_number

MAX_EDGE = 1_000_000
MAX_SECONDS = 1_000_000

_SELF_ROTATING_TYPES = {"image/heic", "image/heif", "image/avif", "image/jxl"}
_SIDEWAYS_ORIENTATIONS = {5, 6, 7, 8}
_QUARTER_TURNS = {1, 3}  # of a full turn


class Size(NamedTuple):
    width: int | None = None
    height: int | None = None


def read_size(said: Tags) -> Size:
    return _read_video_size(said) if said.is_video else _read_photo_size(said)


def read_seconds(said: Tags) -> float | None:
    if not said.is_video:
        return None
    lengths = [said.container.get("duration"), said.number("QuickTime:Duration", "*:Duration")]
    numbers = map(parse_number, lengths)
    return next((one for one in numbers if one is not None and 0 < one <= MAX_SECONDS), None)


def _read_photo_size(said: Tags) -> Size:
    """A RAW file has an edge that nobody is meant to see."""
    crop = said.numbers("SubIFD:DefaultCropSize", "IFD0:DefaultCropSize", "*:DefaultCropSize")
    whole = said.numbers("Composite:ImageSize")
    plain = [said.number("File:ImageWidth") or 0, said.number("File:ImageHeight") or 0]
    found = next((one for one in (crop, whole) if len(one) == 2), plain)
    return _upright(*found, is_lying=_is_sideways(said))


def _is_sideways(said: Tags) -> bool:
    """Newer formats turn themselves, and what Exif says beside that is to be passed over."""
    if said.text("File:MIMEType") in _SELF_ROTATING_TYPES:
        return said.number("QuickTime:Rotation") in _QUARTER_TURNS
    is_turned = said.number("IFD0:Orientation") in _SIDEWAYS_ORIENTATIONS
    return is_turned or _is_quarter_turn(said.number("CanonRaw:Rotation"))


def _read_video_size(said: Tags) -> Size:
    for stream in said.streams:
        found = _read_stream_size(stream)
        if found.width:
            return found
    wide, high = said.number("*:ImageWidth") or 0, said.number("*:ImageHeight") or 0
    return _upright(wide, high, is_lying=_is_quarter_turn(said.number("Composite:Rotation")))


def _read_stream_size(stream: Mapping[str, Any]) -> Size:
    is_cover = bool(as_mapping(stream.get("disposition")).get("attached_pic"))
    if stream.get("codec_type") != "video" or is_cover:
        return Size()
    wide, high = parse_number(stream.get("width")) or 0, parse_number(stream.get("height")) or 0
    wide *= _pixel_aspect_ratio(stream.get("sample_aspect_ratio"))
    return _upright(wide, high, is_lying=_is_quarter_turn(_rotation(stream)))


def _pixel_aspect_ratio(text: object) -> float:
    """Tape had pixels that were not square."""
    try:
        ratio = Fraction(str(text)[:20].replace(":", "/"))
    except (ValueError, ZeroDivisionError):
        return 1
    return float(ratio) if Fraction(1, 4) <= ratio <= 4 else 1


def _rotation(stream: Mapping[str, Any]) -> float | None:
    turns = [
        as_mapping(beside).get("rotation") for beside in as_list(stream.get("side_data_list"))
    ]
    turns.append(as_mapping(stream.get("tags")).get("rotate"))
    return next((turn for turn in map(parse_number, turns) if turn is not None), None)


def _is_quarter_turn(degrees: float | None) -> bool:
    return degrees is not None and round(degrees) % 180 == 90


def _upright(wide: float, high: float, *, is_lying: bool) -> Size:
    if not (1 <= wide <= MAX_EDGE and 1 <= high <= MAX_EDGE):
        return Size()
    width, height = round(wide), round(high)
    return Size(height, width) if is_lying else Size(width, height)
