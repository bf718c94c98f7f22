"""A still from a film, the right way up, from a moment when there is something to see."""

from pathlib import Path
from typing import NamedTuple

from assets.processing.video import ffmpeg, filters, limited_process
from assets.processing.video.errors import Broken, Why
from assets.processing.video.footage import Footage
from assets.processing.video.inspection import look

LONGEST = 3840
MOMENTS = (0.1, 0.35, 0.7, 0)
SPELL = 3
DARK = 40


class Try(NamedTuple):
    """From this second on, a picture that is brighter than this."""

    start: float
    darkest: int = -1


def poster(path: Path, extension: str, into: Path, threads: int = 2) -> Path:
    """A PNG, to be treated like a photo from here on."""
    footage, target = look(path, extension), Path(into) / "poster.png"
    room = limited_process.room_for(footage.width * footage.height, threads)
    limits = limited_process.Limits(memory=room, threads=threads)
    trouble = Broken(Why.UNREADABLE, "no picture can be decoded")
    for attempt in _tries(footage.seconds):
        target.unlink(missing_ok=True)
        try:
            limited_process.run(_command(path, footage, target, attempt, threads), limits)
            if target.exists():
                return target
        except Broken as error:
            trouble = error
    target.unlink(missing_ok=True)
    raise trouble


def _tries(seconds: float) -> list[Try]:
    """Moments to look for something bright at; where all is dark, darkness is the film."""
    moments = [seconds * part for part in MOMENTS if seconds >= 1 or not part]
    return [*(Try(moment, DARK) for moment in moments), Try(moments[0]), Try(0)]


def _command(path: Path, footage: Footage, target: Path, attempt: Try, threads: int) -> list[str]:
    seek = ["-ss", f"{attempt.start:.3f}"] if attempt.start else []
    source = [*seek, "-t", str(SPELL), *ffmpeg.opened(path, footage.extension)]
    sifted = ["-map", f"0:{footage.pictures.at}", "-vf", ",".join(_sifted(footage, attempt))]
    kept = ["-frames:v", "1", "-c:v", "png", "-compression_level", "1", "-f", "image2"]
    return [*ffmpeg.ffmpeg(threads), *source, *sifted, *kept, "-update", "1", f"file:{target}"]


def _sifted(footage: Footage, attempt: Try) -> list[str]:
    """A picture passes when it is bright enough on the whole."""
    key = "lavfi.signalstats.YAVG"
    bright = f"metadata=select:key={key}:value={attempt.darkest}:function=greater"
    made = filters.chain(footage, _size(footage), ffmpeg.has("zscale"))
    return [*made, *(["signalstats", bright] if attempt.darkest >= 0 else []), "format=rgb24"]


def _size(footage: Footage) -> tuple[int, int]:
    scale = min(1, LONGEST / max(footage.width, footage.height))
    return max(round(footage.width * scale), 1), max(round(footage.height * scale), 1)
