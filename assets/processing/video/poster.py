"""Extract an upright still image from a moment of a video that is not dark."""

from pathlib import Path
from typing import NamedTuple

from assets.processing.problems import Problem, ProcessingError
from assets.processing.video import ffmpeg, filters, limited_process
from assets.processing.video.footage import Footage
from assets.processing.video.inspection import inspect

MAX_EDGE = 3840
POSITIONS = (0.1, 0.35, 0.7, 0)
SEARCH_SECONDS = 3
MIN_BRIGHTNESS = 40


class Attempt(NamedTuple):
    """Look for a frame from this second on that is brighter than this."""

    start: float
    min_brightness: int = -1


def extract_poster(path: Path, extension: str, folder: Path, threads: int = 2) -> Path:
    """Return a PNG, which is then rendered like a photo."""
    footage, target = inspect(path, extension), Path(folder) / "poster.png"
    memory = limited_process.memory_for(footage.width * footage.height, threads)
    limits = limited_process.Limits(memory=memory, threads=threads)
    failure = ProcessingError(Problem.DAMAGED, "no frame can be decoded")
    for attempt in _attempts(footage.seconds):
        target.unlink(missing_ok=True)
        try:
            limited_process.run(_command(path, footage, target, attempt, threads), limits)
            if target.exists():
                return target
        except ProcessingError as error:
            # Another position may work, unless there is no ffmpeg to try it with.
            if error.problem is Problem.FFMPEG_MISSING:
                raise
            failure = error
    target.unlink(missing_ok=True)
    raise failure


def _attempts(seconds: float) -> list[Attempt]:
    """Return positions to look for a bright frame, and last ones that accept a dark frame."""
    moments = [seconds * position for position in POSITIONS if seconds >= 1 or not position]
    return [
        *(Attempt(moment, MIN_BRIGHTNESS) for moment in moments),
        Attempt(moments[0]),
        Attempt(0),
    ]


def _command(
    path: Path, footage: Footage, target: Path, attempt: Attempt, threads: int
) -> list[str]:
    seek = ["-ss", f"{attempt.start:.3f}"] if attempt.start else []
    source = [*seek, "-t", str(SEARCH_SECONDS), *ffmpeg.input_options(path, footage.extension)]
    selection = ["-map", f"0:{footage.pictures.at}", "-vf", ",".join(_filters(footage, attempt))]
    output = ["-frames:v", "1", "-c:v", "png", "-compression_level", "1", "-f", "image2"]
    return [
        *ffmpeg.ffmpeg_command(threads),
        *source,
        *selection,
        *output,
        "-update",
        "1",
        f"file:{target}",
    ]


def _filters(footage: Footage, attempt: Attempt) -> list[str]:
    """Return filters that pass a frame when its average brightness is high enough."""
    key = "lavfi.signalstats.YAVG"
    is_bright = f"metadata=select:key={key}:value={attempt.min_brightness}:function=greater"
    chain = filters.build_filters(footage, _size(footage), ffmpeg.has_feature("zscale"))
    test = ["signalstats", is_bright] if attempt.min_brightness >= 0 else []
    return [*chain, *test, "format=rgb24"]


def _size(footage: Footage) -> tuple[int, int]:
    scale = min(1, MAX_EDGE / max(footage.width, footage.height))
    return max(round(footage.width * scale), 1), max(round(footage.height * scale), 1)
