"""Parse the output of ffprobe, in which anything can be missing or wrong."""

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


def parse(output: Output, extension: str, layout: Layout) -> Footage:
    """Raise ProcessingError if there is no video stream."""
    streams, container = output.get("streams", []), output.get("format", {})
    video, audio = _find_video(streams), _find_audio(streams)
    if video is None:
        raise ProcessingError(Problem.NO_VIDEO_STREAM)
    chosen = [video, *([audio] if audio else [])]
    seconds = max(map(_seconds, chosen)) or _number(container.get("duration"))
    width, height = _display_size(video)
    return Footage(
        extension,
        width,
        height,
        seconds,
        _parse_video(video, _bit_rate(container, seconds)),
        _parse_audio(audio) if audio else None,
        has_other_streams=len(streams) > len(chosen),
        has_location=any("location" in tag.lower() for tag in _tags([container, *streams])),
        is_faststart=layout.is_faststart,
        has_only_known_boxes=layout.has_only_known_boxes,
    )


def _find_video(streams: Iterable[Output]) -> Output | None:
    videos = (stream for stream in streams if stream.get("codec_type") == "video")
    # A cover image is a video stream too.
    moving = (stream for stream in videos if not stream.get("disposition", {}).get("attached_pic"))
    return next(
        (stream for stream in moving if stream.get("width") and stream.get("height")), None
    )


def _find_audio(streams: Iterable[Output]) -> Output | None:
    for stream in streams:
        is_audio = stream.get("codec_type") == "audio"
        if is_audio and _text(stream, "codec_name") and stream.get("channels"):
            return stream
    return None


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
    """Return the shape of a pixel; an implausible one counts as square."""
    across, _, down = str(stream.get("sample_aspect_ratio", "")).partition(":")
    shape = Fraction(int(across), int(down)) if _is_ratio(across, down) else Fraction(1)
    return shape if Fraction(1, 4) <= shape <= 4 else Fraction(1)


def _rotation(stream: Output) -> float:
    """Return the rotation in degrees clockwise."""
    # Newer files have it in the side data, older ones in a tag.
    side_data = stream.get("side_data_list", [])
    rotations = [-_number(data["rotation"]) for data in side_data if "rotation" in data]
    rotations.append(_number(stream.get("tags", {}).get("rotate")))
    return rotations[0] % 360


def _seconds(stream: Output) -> float:
    # Matroska has it in a tag of its own, as hours:minutes:seconds.
    clock = reversed(str(stream.get("tags", {}).get("DURATION", "")).split(":"))
    by_clock = sum(_number(part) * 60**place for place, part in enumerate(clock))
    return _number(stream.get("duration")) or by_clock


def _bit_rate(container: Output, seconds: float) -> float:
    bits = 8 * _number(container.get("size"))
    return bits / seconds if seconds else _number(container.get("bit_rate"))


def _tags(parts: Iterable[Output]) -> list[str]:
    return [tag for part in parts for tag in part.get("tags", {})]


def _text(stream: Output, name: str) -> str:
    text = str(stream.get(name, ""))
    return "" if text in _EMPTY_VALUES else text


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
