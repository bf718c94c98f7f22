"""Asks ffprobe what is in a film."""

import json
from pathlib import Path
from typing import Any

from assets.processing.video import ffmpeg, ffprobe_output, limited_process, mp4_boxes
from assets.processing.video.errors import Broken, Why
from assets.processing.video.footage import ISO, Footage

_ASKED = ["-print_format", "json", "-show_format", "-show_streams"]


def look(path: Path, extension: str) -> Footage:
    return ffprobe_output.of(ask(path, extension), extension, layout(path, extension))


def ask(path: Path, extension: str) -> dict[str, Any]:
    """Word for word, as far as it is text."""
    careful = [ffmpeg.program("ffprobe"), "-v", "error", "-threads", "1"]
    said = limited_process.answer(
        [*careful, *_ASKED, *ffmpeg.opened(path, extension)], limited_process.Limits()
    )
    try:
        return dict(json.loads(said.decode(errors="replace")))
    except ValueError as error:
        raise Broken(Why.UNREADABLE, str(error)) from error


def layout(path: Path, extension: str) -> mp4_boxes.Layout:
    """Only of the family of MP4; others are never played as they are."""
    if extension not in ISO:
        return mp4_boxes.Layout()
    with Path(path).open("rb") as file:
        return mp4_boxes.layout(file)
