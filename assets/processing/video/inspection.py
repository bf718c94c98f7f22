"""Inspect a video with ffprobe."""

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
    """Return the output of ffprobe, unchanged."""
    program = [ffmpeg.find_program("ffprobe"), "-v", "error", "-threads", "1"]
    output = limited_process.run_for_output(
        [*program, *_OUTPUT_OPTIONS, *ffmpeg.input_options(path, extension)],
        limited_process.Limits(),
    )
    try:
        return dict(json.loads(output.decode(errors="replace")))
    except ValueError as error:
        raise ProcessingError(Problem.DAMAGED, str(error)) from error


def read_layout(path: Path, extension: str) -> mp4_boxes.Layout:
    # Other formats than MP4 and QuickTime are never played as they are.
    if extension not in ISO_EXTENSIONS:
        return mp4_boxes.Layout()
    with Path(path).open("rb") as file:
        return mp4_boxes.read_layout(file)
