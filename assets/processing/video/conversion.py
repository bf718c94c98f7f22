"""Convert a video to what every browser plays: H.264 and AAC in an MP4 that streams."""

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
# SEI messages (type 6) are removed, because some cameras write their location there.
_COPY_VIDEO = ["-c:v", "copy", "-bsf:v", "filter_units=remove_types=6"]
_NO_OTHER_STREAMS = ["-sn", "-dn", "-map_metadata", "-1", "-map_metadata:s", "-1"]
_NO_METADATA = ["-map_chapters", "-1", "-fflags", "+bitexact", "-write_tmcd", "0"]
_MP4 = ["-fps_mode:v", "vfr", "-movflags", "+faststart", "-f", "mp4"]
_RETRY_WITH_ENCODING = {Problem.DAMAGED, Problem.TRUNCATED, Problem.CRASHED}


class Conversion(NamedTuple):
    """One video, and the temporary file that it is converted to."""

    path: Path
    source: Footage
    part_path: Path
    report_progress: Callable[[float], None]
    threads: int


def make_playable(
    path: Path,
    extension: str,
    folder: Path,
    report_progress: Callable[[float], None] = lambda fraction: None,
    threads: int = 2,
) -> Path:
    """Return an MP4 without metadata. The progress is reported every second.

    Streams that browsers can play are copied, not encoded again.
    """
    part, target = Path(folder) / "playable.part", Path(folder) / "playable.mp4"
    source = inspect(path, extension)
    try:
        _copy_or_encode(Conversion(Path(path), source, part, report_progress, threads))
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def _copy_or_encode(conversion: Conversion) -> None:
    if not (footage.can_copy_video(conversion.source) and _try_copy(conversion)):
        if not ffmpeg.has_feature("libx264"):
            raise ProcessingError(Problem.FFMPEG_MISSING, "this ffmpeg cannot write H.264")
        filter_chain = ",".join(_video_filters(conversion.source))
        _run_ffmpeg(conversion, [*_X264, *_MAX_BIT_RATE, "-vf", filter_chain])


def _try_copy(conversion: Conversion) -> bool:
    """Return False if the stream cannot be copied after all, and must be encoded."""
    try:
        _run_ffmpeg(conversion, _COPY_VIDEO)
    except ProcessingError as error:
        if error.problem not in _RETRY_WITH_ENCODING:
            raise
        return False
    return True


def _run_ffmpeg(conversion: Conversion, video_options: list[str]) -> None:
    source = conversion.source
    progress = Progress(source.seconds, conversion.report_progress)
    input_options = [
        "-progress",
        "pipe:1",
        "-stats_period",
        "1",
        *ffmpeg.input_options(conversion.path, source.extension),
    ]
    output_options = [
        *_map_options(source),
        *video_options,
        *_audio_options(source),
        *_NO_OTHER_STREAMS,
        *_NO_METADATA,
        *_MP4,
    ]
    target = ["-threads", str(conversion.threads), f"file:{conversion.part_path}"]
    program = ffmpeg.ffmpeg_command(conversion.threads)
    command = [*program, *input_options, *output_options, *target]
    limited_process.run(command, _limits(conversion), progress.feed, progress.report)
    _check_output(source, inspect(conversion.part_path, "mp4"))


def _map_options(source: Footage) -> list[str]:
    streams = [source.pictures.at, *([source.audio.at] if source.audio else [])]
    return [option for stream in streams for option in ("-map", f"0:{stream}")]


def _audio_options(source: Footage) -> list[str]:
    return ["-c:a", "copy"] if footage.can_copy_audio(source) else _AAC


def _video_filters(source: Footage) -> list[str]:
    chain = filters.build_filters(source, source.playback_size, ffmpeg.has_feature("zscale"))
    return [*chain, *filters.limit_frame_rate(source)]


def _limits(conversion: Conversion) -> limited_process.Limits:
    """Return limits of time and size that grow with the length of the video."""
    source, size = conversion.source, conversion.path.stat().st_size
    seconds = footage.estimate_seconds(source, size)
    return limited_process.Limits(
        memory=limited_process.memory_for(source.width * source.height, conversion.threads),
        output=int(64 * limited_process.MEBIBYTE + max(BYTES_PER_SECOND * seconds, 2 * size)),
        seconds=min(BASE_TIMEOUT + TIMEOUT_PER_SECOND * seconds, MAX_TIMEOUT),
        threads=conversion.threads,
    )


def _check_output(source: Footage, output: Footage) -> None:
    if source.seconds - output.seconds > 0.5 + 0.02 * source.seconds:
        detail = f"ends after {output.seconds:.1f} of {source.seconds:.1f} s"
        raise ProcessingError(Problem.TRUNCATED, detail)
    if not footage.is_playable(output):
        raise ProcessingError(Problem.DAMAGED, "the converted video is not playable")
