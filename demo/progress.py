"""Draw the shots and print the progress."""

import time

from demo import generation
from demo.formats import video

PROGRESS_INTERVAL = 10.0


def filter_possible(shots, console):
    """Return the shots that can be drawn: without ffmpeg all but the video."""
    if video.is_possible():
        return shots
    console.say("FFmpeg isn't installed, so there will be no video.")
    return [shot for shot in shots if not shot.is_video]


def draw_with_progress(shots, folder, options, console, halt):
    """Draw the shots into the folder, until they are complete or a stop is requested."""
    titles = " · ".join(dict.fromkeys(shot.chapter for shot in shots))
    console.say(f"{titles}: drawing {len(shots)} ...")
    last_report = time.monotonic()
    drawn_shots = generation.draw_shots(shots, folder, options, lambda: halt.is_set)
    for number, _shot in enumerate(drawn_shots, start=1):
        if time.monotonic() - last_report >= PROGRESS_INTERVAL:
            last_report = time.monotonic()
            console.say(f"    {number} of {len(shots)}")
