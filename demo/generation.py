"""The shots of a shoot as files in a folder, drawn by as many processes as there is room for."""

import multiprocessing
import os
import signal
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from pathlib import Path
from typing import NamedTuple

from demo.formats import dng, jpeg, video
from demo.painting import rendering

ROOM_FOR_ONE = 640 * 1024**2


class Way(NamedTuple):
    """How all of it is drawn."""

    megapixels: float = 12.0
    seed: int = 1
    processes: int = 1


def take(shot, folder, way):
    """Every file that comes of one press of the button."""
    folder = Path(folder)
    if shot.is_video:
        video.write(folder / shot.name, shot.moment, way.seed)
        return shot
    pixels = rendering.size(shot, way.megapixels)
    canvas = rendering.negative(shot, way.seed, pixels)
    if shot.has_raw:
        dng.write(canvas, folder / f"{shot.stem}.DNG", shot, pixels)
    picture = rendering.positive(canvas, shot, way.seed, pixels)
    jpeg.write(picture, folder / shot.name, shot)
    if shot.edit:
        edit = rendering.positive(canvas, shot, way.seed, pixels, shot.edit)
        jpeg.write(edit, folder / f"{shot.stem}-Edit.jpg", shot, software="Darkroom 1.0")
    return shot


def take_all(shots, folder, way, is_over=lambda: False):
    """Each shot, as soon as its files lie in FOLDER under the title of its chapter."""
    for title in {shot.chapter for shot in shots}:
        Path(folder, title).mkdir(parents=True, exist_ok=True)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(way.processes, context, _deaf) as pool:
        waiting = {pool.submit(take, shot, Path(folder, shot.chapter), way) for shot in shots}
        while waiting and not is_over():
            done, waiting = wait(waiting, 0.2, FIRST_COMPLETED)
            yield from (future.result() for future in done)
        pool.shutdown(wait=False, cancel_futures=True)


def processes():
    """As many as there are cores, and as fit into the memory."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    try:
        free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        free = ROOM_FOR_ONE
    return max(1, min(cores or 1, free // ROOM_FOR_ONE))


def _deaf():
    """Ctrl-C goes to all; the one who gave the work sees to the end of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(5)
