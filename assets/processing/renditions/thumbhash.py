"""A picture in some twenty bytes: its colours as a blur, and its proportions.

The format is ThumbHash, as browsers decode it; pictures here have no alpha.
"""

import base64

import numpy as np

MAX_EDGE = 100
FLAT_THRESHOLD = 1e-6


def encode_placeholder(pixels):
    """PIXELS are rows of RGB, at most a hundred a side."""
    return base64.b64encode(_encode_hash(pixels.astype(float) / 255)).decode()


def compute_dominant_color(pixels):
    """The mean of the most frequent colour, as CSS writes it."""
    colours = pixels.reshape(-1, 3)
    boxes = (colours >> 5) @ np.array([64, 8, 1])
    most = np.bincount(boxes).argmax()
    return "#{:02x}{:02x}{:02x}".format(*colours[boxes == most].mean(axis=0).round().astype(int))


def _encode_hash(pixels):
    height, width, _ = pixels.shape
    red, green, blue = np.moveaxis(pixels, 2, 0)
    across, down = (
        max(1, _round_half_up(7 * side / max(width, height))) for side in (width, height)
    )
    lightness, l_waves, l_scale = _encode_channel(
        (red + green + blue) / 3, max(3, across), max(3, down)
    )
    yellow, p_waves, p_scale = _encode_channel((red + green) / 2 - blue, 3, 3)
    redness, q_waves, q_scale = _encode_channel(red - green, 3, 3)
    is_wide = width > height
    head = (
        _round_half_up(63 * lightness)
        | _round_half_up(31.5 + 31.5 * yellow) << 6
        | _round_half_up(31.5 + 31.5 * redness) << 12
        | _round_half_up(31 * l_scale) << 18
    )
    tail = (
        (down if is_wide else across)
        | _round_half_up(63 * p_scale) << 3
        | _round_half_up(63 * q_scale) << 9
        | is_wide << 15
    )
    return (
        head.to_bytes(3, "little")
        + tail.to_bytes(2, "little")
        + _pack_nibbles([*l_waves, *p_waves, *q_waves])
    )


def _encode_channel(channel, across, down):
    """The mean, then how strong each slow wave is, between 0 and 1 of the strongest."""
    height, width = channel.shape
    by_x = _cosines(width, across)
    by_y = _cosines(height, down)
    strength = by_y @ channel @ by_x.T / (width * height)
    waves = [
        strength[y, x]
        for y in range(down)
        for x in range(across)
        if (x or y) and x * down < across * (down - y)
    ]
    scale = max(map(abs, waves), default=0.0)
    if scale < FLAT_THRESHOLD:
        return strength[0, 0], [0.5] * len(waves), 0.0
    return strength[0, 0], [0.5 + 0.5 * wave / scale for wave in waves], scale


def _cosines(length, count):
    places = (np.arange(length) + 0.5) * np.pi / length
    return np.cos(np.outer(np.arange(count), places))


def _pack_nibbles(waves):
    """Two to a byte, the first one low."""
    numbers = [_round_half_up(15 * wave) for wave in waves]
    numbers += [0] * (len(numbers) % 2)
    return bytes(low | high << 4 for low, high in zip(numbers[::2], numbers[1::2], strict=True))


def _round_half_up(value):
    return int(value + 0.5)
