"""Reads what ffprobe says of a film: hearsay, of which every word may be missing or wrong."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from assets.processing.video.errors import Broken, Why
from assets.processing.video.footage import Footage, Pictures, Sound
from assets.processing.video.mp4_boxes import Layout

type Said = Mapping[str, Any]

_FIELDS = {"tt", "bb", "tb", "bt"}
_SAYS_NOTHING = {"unknown", "none", "N/A", "reserved"}
_BEYOND_BELIEF = 10**15


def of(said: Said, extension: str, layout: Layout) -> Footage:
    """Raises Broken where there is no moving picture."""
    streams, whole = said.get("streams", []), said.get("format", {})
    moving, sounding = _moving(streams), _sounding(streams)
    if moving is None:
        raise Broken(Why.NO_PICTURE)
    chosen = [moving, *([sounding] if sounding else [])]
    seconds = max(map(_seconds, chosen)) or _number(whole.get("duration"))
    width, height = _size(moving)
    return Footage(
        extension,
        width,
        height,
        seconds,
        _pictures(moving, _bit_rate(whole, seconds)),
        _sound(sounding) if sounding else None,
        has_company=len(streams) > len(chosen),
        has_location=any("location" in tag.lower() for tag in _tags([whole, *streams])),
        is_faststart=layout.is_faststart,
        is_bare=layout.is_bare,
    )


def _moving(streams: Iterable[Said]) -> Said | None:
    """A cover is a picture as well, but none that moves."""
    pictures = (one for one in streams if one.get("codec_type") == "video")
    moving = (one for one in pictures if not one.get("disposition", {}).get("attached_pic"))
    return next((one for one in moving if one.get("width") and one.get("height")), None)


def _sounding(streams: Iterable[Said]) -> Said | None:
    sounds = (one for one in streams if one.get("codec_type") == "audio")
    return next((one for one in sounds if _word(one, "codec_name") and one.get("channels")), None)


def _pictures(stream: Said, bit_rate: float) -> Pictures:
    return Pictures(
        at=stream["index"],
        codec=_word(stream, "codec_name"),
        profile=_word(stream, "profile"),
        pixels=_word(stream, "pix_fmt"),
        transfer=_word(stream, "color_transfer"),
        matrix=_word(stream, "color_space"),
        rate=_ratio(stream.get("avg_frame_rate")) or _ratio(stream.get("r_frame_rate")),
        bit_rate=int(_number(stream.get("bit_rate")) or bit_rate),
        turn=_turn(stream),
        is_interlaced=_word(stream, "field_order") in _FIELDS,
        is_square=_shape_of_pixels(stream) == 1,
    )


def _sound(stream: Said) -> Sound:
    codec, profile = _word(stream, "codec_name"), _word(stream, "profile")
    return Sound(stream["index"], codec, profile, int(_number(stream.get("channels"))))


def _size(stream: Said) -> tuple[int, int]:
    width, height = int(stream["width"]), int(stream["height"])
    width = max(round(width * _shape_of_pixels(stream)), 1)
    return (height, width) if round(_turn(stream) / 90) % 2 else (width, height)


def _shape_of_pixels(stream: Said) -> Fraction:
    """What is not to be believed is square."""
    across, _, down = str(stream.get("sample_aspect_ratio", "")).partition(":")
    shape = Fraction(int(across), int(down)) if _is_ratio(across, down) else Fraction(1)
    return shape if Fraction(1, 4) <= shape <= 4 else Fraction(1)


def _turn(stream: Said) -> float:
    """Degrees clockwise: new files say it beside the stream, old ones in a tag."""
    sides = stream.get("side_data_list", [])
    turns = [-_number(side["rotation"]) for side in sides if "rotation" in side]
    turns.append(_number(stream.get("tags", {}).get("rotate")))
    return turns[0] % 360


def _seconds(stream: Said) -> float:
    """Matroska says it in a tag of its own."""
    clock = reversed(str(stream.get("tags", {}).get("DURATION", "")).split(":"))
    by_clock = sum(_number(part) * 60**place for place, part in enumerate(clock))
    return _number(stream.get("duration")) or by_clock


def _bit_rate(whole: Said, seconds: float) -> float:
    bits = 8 * _number(whole.get("size"))
    return bits / seconds if seconds else _number(whole.get("bit_rate"))


def _tags(parts: Iterable[Said]) -> list[str]:
    return [tag for part in parts for tag in part.get("tags", {})]


def _word(stream: Said, name: str) -> str:
    word = str(stream.get(name, ""))
    return "" if word in _SAYS_NOTHING else word


def _number(text: Any) -> float:
    try:
        number = float(text)
    except (TypeError, ValueError):
        return 0.0
    return number if abs(number) < _BEYOND_BELIEF else 0.0


def _ratio(text: Any) -> float:
    over, _, under = str(text).partition("/")
    return float(Fraction(int(over), int(under))) if _is_ratio(over, under) else 0.0


def _is_ratio(over: str, under: str) -> bool:
    return _is_count(over) and _is_count(under)


def _is_count(text: str) -> bool:
    return text.isdecimal() and len(text) < 16 and int(text) > 0
