"""Makes of a film what every browser plays: H.264 and AAC in an MP4 that begins at once."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from assets.processing.video import ffmpeg, filters, footage, limited_process
from assets.processing.video.errors import Broken, NoFfmpeg, Why
from assets.processing.video.footage import Footage
from assets.processing.video.inspection import look
from assets.processing.video.progress import Progress

RECIPE = "h264-1"
PATIENCE = 120
PATIENCE_PER_SECOND = 40
LONGEST = 12 * 3600
BYTES_PER_SECOND = 2_000_000

_X264 = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "21", "-g", "120"]
_CAPPED = ["-maxrate", "12M", "-bufsize", "24M"]
_AAC = ["-c:a", "aac", "-b:a", "160k", "-ac", "2", "-ar", "48000"]
# In the messages between the pictures some cameras write where they were.
_COPIED = ["-c:v", "copy", "-bsf:v", "filter_units=remove_types=6"]
_NOTHING_ELSE = ["-sn", "-dn", "-map_metadata", "-1", "-map_metadata:s", "-1"]
_NO_TRACE = ["-map_chapters", "-1", "-fflags", "+bitexact", "-write_tmcd", "0"]
_MP4 = ["-fps_mode:v", "vfr", "-movflags", "+faststart", "-f", "mp4"]
_MAY_BE_THE_COPYING = {Why.UNREADABLE, Why.ENDS_EARLY, Why.CRASHED}


class Work(NamedTuple):
    """One film on its way into one file."""

    path: Path
    shape: Footage
    part: Path
    tell: Callable[[float], None]
    threads: int


def playable(
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
    work = Work(Path(path), look(path, extension), part, tell, threads)
    try:
        _make(work)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def _make(work: Work) -> None:
    if not (footage.are_pictures_copied(work.shape) and _is_copied(work)):
        if not ffmpeg.has("libx264"):
            raise NoFfmpeg("this ffmpeg cannot write H.264")
        _convert(work, [*_X264, *_CAPPED, "-vf", ",".join(_filters(work.shape))])


def _is_copied(work: Work) -> bool:
    """What only looked like plain pictures is made anew."""
    try:
        _convert(work, _COPIED)
    except Broken as error:
        if error.why not in _MAY_BE_THE_COPYING:
            raise
        return False
    return True


def _convert(work: Work, pictures: list[str]) -> None:
    shape, progress = work.shape, Progress(work.shape.seconds, work.tell)
    source = [
        "-progress",
        "pipe:1",
        "-stats_period",
        "1",
        *ffmpeg.opened(work.path, shape.extension),
    ]
    made = [*_chosen(shape), *pictures, *_sound(shape), *_NOTHING_ELSE, *_NO_TRACE, *_MP4]
    target = ["-threads", str(work.threads), f"file:{work.part}"]
    command = [*ffmpeg.ffmpeg(work.threads), *source, *made, *target]
    limited_process.run(command, _limits(work), progress.hear, progress.beat)
    _check(shape, look(work.part, "mp4"))


def _chosen(shape: Footage) -> list[str]:
    chosen = [shape.pictures.at, *([shape.sound.at] if shape.sound else [])]
    return [word for stream in chosen for word in ("-map", f"0:{stream}")]


def _sound(shape: Footage) -> list[str]:
    return ["-c:a", "copy"] if footage.is_sound_copied(shape) else _AAC


def _filters(shape: Footage) -> list[str]:
    made = filters.chain(shape, shape.fitted, ffmpeg.has("zscale"))
    return [*made, *filters.calmed(shape)]


def _limits(work: Work) -> limited_process.Limits:
    """The longer a film, the longer it may take, and the larger it may become."""
    size = work.path.stat().st_size
    seconds = footage.likely_seconds(work.shape, size)
    return limited_process.Limits(
        memory=limited_process.room_for(work.shape.width * work.shape.height, work.threads),
        output=int(64 * limited_process.MEBIBYTE + max(BYTES_PER_SECOND * seconds, 2 * size)),
        seconds=min(PATIENCE + PATIENCE_PER_SECOND * seconds, LONGEST),
        threads=work.threads,
    )


def _check(shape: Footage, made: Footage) -> None:
    """What ends much earlier than the original says counts for nothing."""
    if shape.seconds - made.seconds > 0.5 + 0.02 * shape.seconds:
        said = f"after {made.seconds:.1f} of {shape.seconds:.1f} s"
        raise Broken(Why.ENDS_EARLY, said)
    if not footage.is_playable(made):
        raise Broken(Why.UNREADABLE, "what was made of it does not play")
