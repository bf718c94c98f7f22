"""Read the upright size of a photo or video, and the duration of a video."""

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


def read_size(tags: Tags) -> Size:
    return _read_video_size(tags) if tags.is_video else _read_photo_size(tags)


def read_seconds(tags: Tags) -> float | None:
    if not tags.is_video:
        return None
    lengths = [tags.container.get("duration"), tags.number("QuickTime:Duration", "*:Duration")]
    numbers = map(parse_number, lengths)
    return next((seconds for seconds in numbers if seconds and 0 < seconds <= MAX_SECONDS), None)


def _read_photo_size(tags: Tags) -> Size:
    # The pixels outside of a RAW file's crop are not meant to be seen.
    crop = tags.numbers("SubIFD:DefaultCropSize", "IFD0:DefaultCropSize", "*:DefaultCropSize")
    full = tags.numbers("Composite:ImageSize")
    fallback = [tags.number("File:ImageWidth") or 0, tags.number("File:ImageHeight") or 0]
    size = next((size for size in (crop, full) if len(size) == 2), fallback)
    return _upright(*size, is_sideways=_is_sideways(tags))


def _is_sideways(tags: Tags) -> bool:
    # Newer formats rotate the image themselves, so their EXIF orientation is ignored.
    if tags.text("File:MIMEType") in _SELF_ROTATING_TYPES:
        return tags.number("QuickTime:Rotation") in _QUARTER_TURNS
    is_rotated = tags.number("IFD0:Orientation") in _SIDEWAYS_ORIENTATIONS
    return is_rotated or _is_quarter_turn(tags.number("CanonRaw:Rotation"))


def _read_video_size(tags: Tags) -> Size:
    for stream in tags.streams:
        size = _read_stream_size(stream)
        if size.width:
            return size
    wide, high = tags.number("*:ImageWidth") or 0, tags.number("*:ImageHeight") or 0
    return _upright(wide, high, is_sideways=_is_quarter_turn(tags.number("Composite:Rotation")))


def _read_stream_size(stream: Mapping[str, Any]) -> Size:
    is_cover = bool(as_mapping(stream.get("disposition")).get("attached_pic"))
    if stream.get("codec_type") != "video" or is_cover:
        return Size()
    wide, high = parse_number(stream.get("width")) or 0, parse_number(stream.get("height")) or 0
    wide *= _pixel_aspect_ratio(stream.get("sample_aspect_ratio"))
    return _upright(wide, high, is_sideways=_is_quarter_turn(_rotation(stream)))


def _pixel_aspect_ratio(text: object) -> float:
    # Videos from tape have pixels that are not square.
    try:
        ratio = Fraction(str(text)[:20].replace(":", "/"))
    except (ValueError, ZeroDivisionError):
        return 1
    return float(ratio) if Fraction(1, 4) <= ratio <= 4 else 1


def _rotation(stream: Mapping[str, Any]) -> float | None:
    turns = [as_mapping(data).get("rotation") for data in as_list(stream.get("side_data_list"))]
    turns.append(as_mapping(stream.get("tags")).get("rotate"))
    return next((turn for turn in map(parse_number, turns) if turn is not None), None)


def _is_quarter_turn(degrees: float | None) -> bool:
    return degrees is not None and round(degrees) % 180 == 90


def _upright(wide: float, high: float, *, is_sideways: bool) -> Size:
    if not (1 <= wide <= MAX_EDGE and 1 <= high <= MAX_EDGE):
        return Size()
    width, height = round(wide), round(high)
    return Size(height, width) if is_sideways else Size(width, height)
