"""ffmpeg and ffprobe: where they are, what they can do, and how they are told to be careful."""

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
    if found := shutil.which(name):
        return found
    raise ProcessingError(Problem.FFMPEG_MISSING, f"{name} is not installed")


@cache
def has_feature(ability: str) -> bool:
    """Whether this ffmpeg knows a filter or an encoder: not every one was built with all."""
    words = limited_process.Limits(seconds=20)
    lists = (
        limited_process.run_for_output([find_program("ffmpeg"), "-v", "error", what], words)
        for what in ("-filters", "-encoders")
    )
    return any(
        ability in line.split()[1:2] for said in lists for line in said.decode().split("\n")
    )


def input_options(path: Path, extension: str) -> list[str]:
    """A film as what its first bytes say, and no other file, address or playlist beside it."""
    if not (demuxer := DEMUXERS.get(extension)):
        raise ProcessingError(Problem.UNSUPPORTED_FORMAT, extension)
    careful = ["-protocol_whitelist", "file", "-format_whitelist", demuxer, "-f", demuxer]
    return [*careful, "-max_pixels", str(MAX_PIXELS), "-i", f"file:{Path(path).absolute()}"]


def ffmpeg_command(threads: int) -> list[str]:
    few = ["-filter_threads", str(threads), "-threads", str(threads)]
    return [find_program("ffmpeg"), "-hide_banner", "-nostdin", "-y", "-v", "error", *few]
