"""Turn a shot into an image: draw its scene, convert it to 8 bits, enlarge it."""

import math
from importlib import import_module

import numpy as np

from demo.painting import grain, light
from demo.painting.frame import Frame, mix
from demo.shoot.cameras import PIXEL

SCENES = "demo.scenes"
MAX_DRAWN_SIZE = 1720  # pixels along the long side: what is drawn is enlarged, only grain is not


def size(shot, megapixels):
    """Return the width and height of the photo in pixels."""
    ratio = 4 / 3 if shot.camera == PIXEL else 3 / 2
    long = 2 * round(math.sqrt(megapixels * 1e6 * ratio) / 2)
    short = 2 * round(long / ratio / 2)
    forms = {"wide": (long, short), "tall": (short, long), "square": (short, short)}
    return forms.get(shot.form) or (long, 2 * round(long / 5))


def paint_scene(shot, seed, pixels):
    """Draw the scene in linear light, at the size at which scenes are drawn."""
    width, height = pixels
    shrink = max(1.0, max(width, height) / MAX_DRAWN_SIZE)
    rng = np.random.default_rng([seed, shot.number])
    frame = Frame(round(width / shrink), round(height / shrink), rng)
    module, _, name = shot.scene.partition(".")
    scene = getattr(import_module(f"{SCENES}.{module}"), name)
    canvas = scene(frame, *shot.moods)
    return light.vignette(frame, canvas, 0.22)


def render_image(canvas, shot, seed, pixels, edit=""):
    """Return the image in its full size. An edit is warmer, or black and white."""
    rng = np.random.default_rng([seed, shot.number, 1])
    is_grey = shot.is_grey or edit == "grey"
    if edit == "warm":
        canvas = _warm(canvas)
    if is_grey:
        canvas = light.to_grey(canvas)
    speed = math.log2(max(shot.exposure.iso, 100) / 100)
    amount = (2.2 + 0.55 * speed) * (2.0 if is_grey else 1.0)
    return grain.finish(light.develop(canvas), pixels, rng, amount)


def _warm(canvas):
    """Lift the shadows and make the light warmer and more saturated."""
    grey = (canvas @ light.TO_GREY)[..., None]
    vivid = np.maximum(mix(grey, canvas, 1.12), 0) * np.array([1.10, 1.0, 0.84], np.float32)
    return light.haze(vivid, light.colour("#5a4a42"), 0.05)
