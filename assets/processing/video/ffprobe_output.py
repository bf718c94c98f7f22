"""Reads what ffprobe says of a film: hearsay, of which every word may be missing or wrong."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from assets.processing.problems import Problem, ProcessingError
from assets.processing.video.footage import AudioStream, Footage, VideoStream
from assets.processing.video.mp4_boxes import Layout

type Output = Mapping[str, Any]

_INTERLACED = {"tt", "bb", "tb", "bt"}
_EMPTY_VALUES = {"unknown", "none", "N/A", "reserved"}
_MAX_NUMBER = 10**15


def parse(said: Output, extension: str, layout: Layout) -> Footage:
    """Raise ProcessingError if there is no video stream."""
    streams, whole = said.get("streams", []), said.get("format", {})
    moving, sounding = _find_video(streams), _find_audio(streams)
    if moving is None:
        raise ProcessingError(Problem.NO_VIDEO_STREAM)
    chosen = [moving, *([sounding] if sounding else [])]
    seconds = max(map(_seconds, chosen)) or _number(whole.get("duration"))
    width, height = _display_size(moving)
    return Footage(
        extension,
        width,
        height,
        seconds,
        _parse_video(moving, _bit_rate(whole, seconds)),
        _parse_audio(sounding) if sounding else None,
        has_other_streams=len(streams) > len(chosen),
        has_location=any("location" in tag.lower() for tag in _tags([whole, *streams])),
        is_faststart=layout.is_faststart,
        has_only_known_boxes=layout.has_only_known_boxes,
    )


def _find_video(streams: Iterable[Output]) -> Output | None:
    """A cover is a picture as well, but none that moves."""
    pictures = (one for one in streams if one.get("codec_type") == "video")
    moving = (one for one in pictures if not one.get("disposition", {}).get("attached_pic"))
    return next((one for one in moving if one.get("width") and one.get("height")), None)


def _find_audio(streams: Iterable[Output]) -> Output | None:
    sounds = (one for one in streams if one.get("codec_type") == "audio")
    return next((one for one in sounds if _text(one, "codec_name") and one.get("channels")), None)


def _parse_video(stream: Output, bit_rate: float) -> VideoStream:
    return VideoStream(
        at=stream["index"],
        codec=_text(stream, "codec_name"),
        profile=_text(stream, "profile"),
        pixel_format=_text(stream, "pix_fmt"),
        transfer=_text(stream, "color_transfer"),
        matrix=_text(stream, "color_space"),
        rate=_ratio(stream.get("avg_frame_rate")) or _ratio(stream.get("r_frame_rate")),
        bit_rate=int(_number(stream.get("bit_rate")) or bit_rate),
        turn=_rotation(stream),
        is_interlaced=_text(stream, "field_order") in _INTERLACED,
        has_square_pixels=_pixel_aspect_ratio(stream) == 1,
    )


def _parse_audio(stream: Output) -> AudioStream:
    codec, profile = _text(stream, "codec_name"), _text(stream, "profile")
    return AudioStream(stream["index"], codec, profile, int(_number(stream.get("channels"))))


def _display_size(stream: Output) -> tuple[int, int]:
    width, height = int(stream["width"]), int(stream["height"])
    width = max(round(width * _pixel_aspect_ratio(stream)), 1)
    return (height, width) if round(_rotation(stream) / 90) % 2 else (width, height)


def _pixel_aspect_ratio(stream: Output) -> Fraction:
    """What is not to be believed is square."""
    across, _, down = str(stream.get("sample_aspect_ratio", "")).partition(":")
    shape = Fraction(int(across), int(down)) if _is_ratio(across, down) else Fraction(1)
    return shape if Fraction(1, 4) <= shape <= 4 else Fraction(1)


def _rotation(stream: Output) -> float:
    """Degrees clockwise: new files say it beside the stream, old ones in a tag."""
    sides = stream.get("side_data_list", [])
    turns = [-_number(side["rotation"]) for side in sides if "rotation" in side]
    turns.append(_number(stream.get("tags", {}).get("rotate")))
    return turns[0] % 360


def _seconds(stream: Output) -> float:
    """Matroska says it in a tag of its own."""
    clock = reversed(str(stream.get("tags", {}).get("DURATION", "")).split(":"))
    by_clock = sum(_number(part) * 60**place for place, part in enumerate(clock))
    return _number(stream.get("duration")) or by_clock


def _bit_rate(whole: Output, seconds: float) -> float:
    bits = 8 * _number(whole.get("size"))
    return bits / seconds if seconds else _number(whole.get("bit_rate"))


def _tags(parts: Iterable[Output]) -> list[str]:
    return [tag for part in parts for tag in part.get("tags", {})]


def _text(stream: Output, name: str) -> str:
    word = str(stream.get(name, ""))
    return "" if word in _EMPTY_VALUES else word


def _number(text: Any) -> float:
    try:
        number = float(text)
    except (TypeError, ValueError):
        return 0.0
    return number if abs(number) < _MAX_NUMBER else 0.0


def _ratio(text: Any) -> float:
    over, _, under = str(text).partition("/")
    return float(Fraction(int(over), int(under))) if _is_ratio(over, under) else 0.0


def _is_ratio(over: str, under: str) -> bool:
    return _is_count(over) and _is_count(under)


def _is_count(text: str) -> bool:
    return text.isdecimal() and len(text) < 16 and int(text) > 0
