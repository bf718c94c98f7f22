"""How large something is when it is seen the right way up, and how long it lasts."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from assets.processing.metadata.tags import Said, listed, mapping, number_in

LARGEST = 1_000_000
LONGEST = 1_000_000

_TURNED_BY_THEMSELVES = {"image/heic", "image/heif", "image/avif", "image/jxl"}
_LYING = {5, 6, 7, 8}
_QUARTERS = {1, 3}  # of a full turn


class Size(NamedTuple):
    width: int | None = None
    height: int | None = None


def size(said: Said) -> Size:
    return _size_of_film(said) if said.is_film else _size_of_photo(said)


def seconds(said: Said) -> float | None:
    if not said.is_film:
        return None
    lengths = [said.container.get("duration"), said.number("QuickTime:Duration", "*:Duration")]
    numbers = map(number_in, lengths)
    return next((one for one in numbers if one is not None and 0 < one <= LONGEST), None)


def _size_of_photo(said: Said) -> Size:
    """A RAW file has an edge that nobody is meant to see."""
    crop = said.numbers("SubIFD:DefaultCropSize", "IFD0:DefaultCropSize", "*:DefaultCropSize")
    whole = said.numbers("Composite:ImageSize")
    plain = [said.number("File:ImageWidth") or 0, said.number("File:ImageHeight") or 0]
    found = next((one for one in (crop, whole) if len(one) == 2), plain)
    return _upright(*found, is_lying=_is_lying(said))


def _is_lying(said: Said) -> bool:
    """Newer formats turn themselves, and what Exif says beside that is to be passed over."""
    if said.text("File:MIMEType") in _TURNED_BY_THEMSELVES:
        return said.number("QuickTime:Rotation") in _QUARTERS
    is_turned = said.number("IFD0:Orientation") in _LYING
    return is_turned or _is_quarter(said.number("CanonRaw:Rotation"))


def _size_of_film(said: Said) -> Size:
    for stream in said.streams:
        found = _size_of_stream(stream)
        if found.width:
            return found
    wide, high = said.number("*:ImageWidth") or 0, said.number("*:ImageHeight") or 0
    return _upright(wide, high, is_lying=_is_quarter(said.number("Composite:Rotation")))


def _size_of_stream(stream: Mapping[str, Any]) -> Size:
    is_cover = bool(mapping(stream.get("disposition")).get("attached_pic"))
    if stream.get("codec_type") != "video" or is_cover:
        return Size()
    wide, high = number_in(stream.get("width")) or 0, number_in(stream.get("height")) or 0
    wide *= _shape_of_pixels(stream.get("sample_aspect_ratio"))
    return _upright(wide, high, is_lying=_is_quarter(_turn(stream)))


def _shape_of_pixels(text: object) -> float:
    """Tape had pixels that were not square."""
    try:
        ratio = Fraction(str(text)[:20].replace(":", "/"))
    except (ValueError, ZeroDivisionError):
        return 1
    return float(ratio) if Fraction(1, 4) <= ratio <= 4 else 1


def _turn(stream: Mapping[str, Any]) -> float | None:
    turns = [mapping(beside).get("rotation") for beside in listed(stream.get("side_data_list"))]
    turns.append(mapping(stream.get("tags")).get("rotate"))
    return next((turn for turn in map(number_in, turns) if turn is not None), None)


def _is_quarter(degrees: float | None) -> bool:
    return degrees is not None and round(degrees) % 180 == 90


def _upright(wide: float, high: float, *, is_lying: bool) -> Size:
    if not (1 <= wide <= LARGEST and 1 <= high <= LARGEST):
        return Size()
    width, height = round(wide), round(high)
    return Size(height, width) if is_lying else Size(width, height)
