"""From a shot to the bytes of its picture: the scene, the film, the paper."""

import math
from importlib import import_module

import numpy as np

from demo.painting import grain, light
from demo.painting.frame import Frame, mix
from demo.shoot.cameras import PIXEL

SCENES = "demo.scenes"
FINEST = 1720  # pixels along the long side: what is drawn is enlarged, only grain is not


def size(shot, megapixels):
    """Width and height in pixels, as the camera has them."""
    ratio = 4 / 3 if shot.camera == PIXEL else 3 / 2
    long = 2 * round(math.sqrt(megapixels * 1e6 * ratio) / 2)
    short = 2 * round(long / ratio / 2)
    forms = {"wide": (long, short), "tall": (short, long), "square": (short, short)}
    return forms.get(shot.form) or (long, 2 * round(long / 5))


def negative(shot, seed, pixels):
    """The light of the scene, at the size at which it is drawn."""
    width, height = pixels
    shrink = max(1.0, max(width, height) / FINEST)
    chance = np.random.default_rng([seed, shot.number])
    frame = Frame(round(width / shrink), round(height / shrink), chance)
    module, _, name = shot.scene.partition(".")
    scene = getattr(import_module(f"{SCENES}.{module}"), name)
    canvas = scene(frame, *shot.moods)
    return light.vignette(frame, canvas, 0.22)


def positive(canvas, shot, seed, pixels, edit=""):
    """As an image of so many PIXELS; an EDIT is warmer, or black and white."""
    chance = np.random.default_rng([seed, shot.number, 1])
    is_grey = shot.is_grey or edit == "grey"
    if edit == "warm":
        canvas = _warmed(canvas)
    if is_grey:
        canvas = light.to_grey(canvas)
    speed = math.log2(max(shot.exposure.iso, 100) / 100)
    amount = (2.2 + 0.55 * speed) * (2.0 if is_grey else 1.0)
    return grain.finish(light.develop(canvas), pixels, chance, amount)


def _warmed(canvas):
    """Lifted shadows, warmer light, a little more of every colour."""
    grey = (canvas @ light.TO_GREY)[..., None]
    vivid = np.maximum(mix(grey, canvas, 1.12), 0) * np.array([1.10, 1.0, 0.84], np.float32)
    return light.haze(vivid, light.colour("#5a4a42"), 0.05)
