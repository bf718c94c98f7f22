"""Makes of a film what every browser plays: H.264 and AAC in an MP4 that begins at once."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from assets.processing.problems import Problem, ProcessingError
from assets.processing.video import ffmpeg, filters, footage, limited_process
from assets.processing.video.footage import Footage
from assets.processing.video.inspection import inspect
from assets.processing.video.progress import Progress

RECIPE = "h264-1"
BASE_TIMEOUT = 120
TIMEOUT_PER_SECOND = 40
MAX_TIMEOUT = 12 * 3600
BYTES_PER_SECOND = 2_000_000

_X264 = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "21", "-g", "120"]
_MAX_BIT_RATE = ["-maxrate", "12M", "-bufsize", "24M"]
_AAC = ["-c:a", "aac", "-b:a", "160k", "-ac", "2", "-ar", "48000"]
# In the messages between the pictures some cameras write where they were.
_COPY_VIDEO = ["-c:v", "copy", "-bsf:v", "filter_units=remove_types=6"]
_NO_OTHER_STREAMS = ["-sn", "-dn", "-map_metadata", "-1", "-map_metadata:s", "-1"]
_NO_METADATA = ["-map_chapters", "-1", "-fflags", "+bitexact", "-write_tmcd", "0"]
_MP4 = ["-fps_mode:v", "vfr", "-movflags", "+faststart", "-f", "mp4"]
_RETRY_WITH_ENCODING = {Problem.DAMAGED, Problem.TRUNCATED, Problem.CRASHED}


class Conversion(NamedTuple):
    """One film on its way into one file."""

    path: Path
    shape: Footage
    part: Path
    tell: Callable[[float], None]
    threads: int


def make_playable(
    path: Path,
    extension: str,
    into: Path,
    tell: Callable[[float], None] = lambda fraction: None,
    threads: int = 2,
) -> Path:
    """An MP4 without a word about where and by whom; TELL is called every second.

    What can stay as it was recorded is copied. Whoever asks again gets the same once more.
    """
    part, target = Path(into) / "playable.part", Path(into) / "playable.mp4"
    work = Conversion(Path(path), inspect(path, extension), part, tell, threads)
    try:
        _copy_or_encode(work)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def _copy_or_encode(work: Conversion) -> None:
    if not (footage.can_copy_video(work.shape) and _try_copy(work)):
        if not ffmpeg.has_feature("libx264"):
            raise ProcessingError(Problem.FFMPEG_MISSING, "this ffmpeg cannot write H.264")
        _run_ffmpeg(work, [*_X264, *_MAX_BIT_RATE, "-vf", ",".join(_video_filters(work.shape))])


def _try_copy(work: Conversion) -> bool:
    """What only looked like plain pictures is made anew."""
    try:
        _run_ffmpeg(work, _COPY_VIDEO)
    except ProcessingError as error:
        if error.problem not in _RETRY_WITH_ENCODING:
            raise
        return False
    return True


def _run_ffmpeg(work: Conversion, pictures: list[str]) -> None:
    shape, progress = work.shape, Progress(work.shape.seconds, work.tell)
    source = [
        "-progress",
        "pipe:1",
        "-stats_period",
        "1",
        *ffmpeg.input_options(work.path, shape.extension),
    ]
    made = [
        *_map_options(shape),
        *pictures,
        *_audio_options(shape),
        *_NO_OTHER_STREAMS,
        *_NO_METADATA,
        *_MP4,
    ]
    target = ["-threads", str(work.threads), f"file:{work.part}"]
    command = [*ffmpeg.ffmpeg_command(work.threads), *source, *made, *target]
    limited_process.run(command, _limits(work), progress.hear, progress.beat)
    _check_output(shape, inspect(work.part, "mp4"))


def _map_options(shape: Footage) -> list[str]:
    chosen = [shape.pictures.at, *([shape.audio.at] if shape.audio else [])]
    return [word for stream in chosen for word in ("-map", f"0:{stream}")]


def _audio_options(shape: Footage) -> list[str]:
    return ["-c:a", "copy"] if footage.can_copy_audio(shape) else _AAC


def _video_filters(shape: Footage) -> list[str]:
    made = filters.build_filters(shape, shape.playback_size, ffmpeg.has_feature("zscale"))
    return [*made, *filters.limit_frame_rate(shape)]


def _limits(work: Conversion) -> limited_process.Limits:
    """The longer a film, the longer it may take, and the larger it may become."""
    size = work.path.stat().st_size
    seconds = footage.estimate_seconds(work.shape, size)
    return limited_process.Limits(
        memory=limited_process.memory_for(work.shape.width * work.shape.height, work.threads),
        output=int(64 * limited_process.MEBIBYTE + max(BYTES_PER_SECOND * seconds, 2 * size)),
        seconds=min(BASE_TIMEOUT + TIMEOUT_PER_SECOND * seconds, MAX_TIMEOUT),
        threads=work.threads,
    )


def _check_output(shape: Footage, made: Footage) -> None:
    """What ends much earlier than the original says counts for nothing."""
    if shape.seconds - made.seconds > 0.5 + 0.02 * shape.seconds:
        said = f"after {made.seconds:.1f} of {shape.seconds:.1f} s"
        raise ProcessingError(Problem.TRUNCATED, said)
    if not footage.is_playable(made):
        raise ProcessingError(Problem.DAMAGED, "what was made of it does not play")
