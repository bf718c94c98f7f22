"""Find ffmpeg and ffprobe, and build their common options."""

import shutil
from functools import cache
from pathlib import Path

from assets.processing.problems import Problem, ProcessingError
from assets.processing.video import limited_process

MAX_PIXELS = 36_000_000
DEMUXERS = {
    "3gp": "mov",
    "avi": "avi",
    "m4v": "mov",
    "mkv": "matroska",
    "mov": "mov",
    "mp4": "mov",
    "mpg": "mpeg",
    "mts": "mpegts",
    "webm": "matroska",
    "wmv": "asf",
}


def find_program(name: str) -> str:
    if path := shutil.which(name):
        return path
    raise ProcessingError(Problem.FFMPEG_MISSING, f"{name} is not installed")


@cache
def has_feature(name: str) -> bool:
    """Return whether this build of ffmpeg has a filter or an encoder."""
    limits = limited_process.Limits(seconds=20)
    lists = (
        limited_process.run_for_output([find_program("ffmpeg"), "-v", "error", option], limits)
        for option in ("-filters", "-encoders")
    )
    return any(
        name in line.split()[1:2] for output in lists for line in output.decode().split("\n")
    )


def input_options(path: Path, extension: str) -> list[str]:
    """Return options that read a file in its own format only.

    Without them, a video could be a playlist that names other files or addresses.
    """
    if not (demuxer := DEMUXERS.get(extension)):
        raise ProcessingError(Problem.UNSUPPORTED_FORMAT, extension)
    restrictions = ["-protocol_whitelist", "file", "-format_whitelist", demuxer, "-f", demuxer]
    return [*restrictions, "-max_pixels", str(MAX_PIXELS), "-i", f"file:{Path(path).absolute()}"]


def ffmpeg_command(threads: int) -> list[str]:
    limits = ["-filter_threads", str(threads), "-threads", str(threads)]
    return [find_program("ffmpeg"), "-hide_banner", "-nostdin", "-y", "-v", "error", *limits]
