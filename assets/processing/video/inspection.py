"""Asks ffprobe what is in a film."""

import json
from pathlib import Path
from typing import Any

from assets.processing.problems import Problem, ProcessingError
from assets.processing.video import ffmpeg, ffprobe_output, limited_process, mp4_boxes
from assets.processing.video.footage import ISO_EXTENSIONS, Footage

_OUTPUT_OPTIONS = ["-print_format", "json", "-show_format", "-show_streams"]


def inspect(path: Path, extension: str) -> Footage:
    return ffprobe_output.parse(
        run_ffprobe(path, extension), extension, read_layout(path, extension)
    )


def run_ffprobe(path: Path, extension: str) -> dict[str, Any]:
    """Word for word, as far as it is text."""
    careful = [ffmpeg.find_program("ffprobe"), "-v", "error", "-threads", "1"]
    said = limited_process.run_for_output(
        [*careful, *_OUTPUT_OPTIONS, *ffmpeg.input_options(path, extension)],
        limited_process.Limits(),
    )
    try:
        return dict(json.loads(said.decode(errors="replace")))
    except ValueError as error:
        raise ProcessingError(Problem.DAMAGED, str(error)) from error


def read_layout(path: Path, extension: str) -> mp4_boxes.Layout:
    """Only of the family of MP4; others are never played as they are."""
    if extension not in ISO_EXTENSIONS:
        return mp4_boxes.Layout()
    with Path(path).open("rb") as file:
        return mp4_boxes.read_layout(file)
