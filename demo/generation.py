"""Draw the shots as files in a folder, in several processes."""

import multiprocessing
import os
import signal
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from pathlib import Path
from typing import NamedTuple

from demo.formats import dng, jpeg, video
from demo.painting import rendering

MEMORY_PER_PROCESS = 640 * 1024**2


class DrawingOptions(NamedTuple):
    """Options that are the same for all shots."""

    megapixels: float = 12.0
    seed: int = 1
    processes: int = 1


def draw_shot(shot, folder, options):
    """Draw one shot: its photo or video, and the RAW and edit that belong to it."""
    folder = Path(folder)
    if shot.is_video:
        video.write(folder / shot.name, shot.moment, options.seed)
        return shot
    pixels = rendering.size(shot, options.megapixels)
    canvas = rendering.paint_scene(shot, options.seed, pixels)
    if shot.has_raw:
        dng.write(canvas, folder / f"{shot.stem}.DNG", shot, pixels)
    picture = rendering.render_image(canvas, shot, options.seed, pixels)
    jpeg.write(picture, folder / shot.name, shot)
    if shot.edit:
        edit = rendering.render_image(canvas, shot, options.seed, pixels, shot.edit)
        jpeg.write(edit, folder / f"{shot.stem}-Edit.jpg", shot, software="Darkroom 1.0")
    return shot


def draw_shots(shots, folder, options, is_over=lambda: False):
    """Draw the shots into a folder per chapter. Yield each one when its files are complete."""
    for title in {shot.chapter for shot in shots}:
        Path(folder, title).mkdir(parents=True, exist_ok=True)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(options.processes, context, _ignore_interrupts) as pool:
        waiting = {
            pool.submit(draw_shot, shot, Path(folder, shot.chapter), options) for shot in shots
        }
        while waiting and not is_over():
            done, waiting = wait(waiting, 0.2, FIRST_COMPLETED)
            yield from (future.result() for future in done)
        pool.shutdown(wait=False, cancel_futures=True)


def count_processes():
    """Return how many processes the cores and the free memory allow."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    try:
        free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        free = MEMORY_PER_PROCESS
    return max(1, min(cores or 1, free // MEMORY_PER_PROCESS))


def _ignore_interrupts():
    # Ctrl-C reaches all processes of the terminal. Only the parent reacts and ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(5)
