"""A shoot drawn while somebody waits for it: how far it is, and a way to stop."""

import time

from demo import generation
from demo.formats import video

SPEAK = 10.0


def possible(shots, console):
    """Without ffmpeg there is no film, and all the rest."""
    if video.is_possible():
        return shots
    console.say("ffmpeg is not here, so there will be no film.")
    return [shot for shot in shots if not shot.is_video]


def draw_up(shots, folder, way, console, halt):
    """Every file of these shots in FOLDER, unless somebody stops it."""
    titles = " · ".join(dict.fromkeys(shot.chapter for shot in shots))
    console.say(f"{titles}: drawing {len(shots)} ...")
    spoken = time.monotonic()
    taken = generation.take_all(shots, folder, way, lambda: halt.is_set)
    for number, _shot in enumerate(taken, start=1):
        if time.monotonic() - spoken >= SPEAK:
            spoken = time.monotonic()
            console.say(f"    {number} of {len(shots)}")
