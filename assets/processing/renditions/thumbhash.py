"""Encode an image as a ThumbHash: a blurred placeholder of about twenty bytes.

The images here have no alpha channel.
"""

import base64

import numpy as np

MAX_EDGE = 100
FLAT_THRESHOLD = 1e-6


def encode_placeholder(pixels):
    """Return the ThumbHash of rows of RGB pixels, at most 100 pixels a side, as Base64."""
    return base64.b64encode(_encode_hash(pixels.astype(float) / 255)).decode()


def compute_dominant_color(pixels):
    """Return the mean of the most frequent colours, as a CSS hex colour."""
    colours = pixels.reshape(-1, 3)
    # Eight steps per channel make 512 bins.
    bins = (colours >> 5) @ np.array([64, 8, 1])
    fullest = np.bincount(bins).argmax()
    return "#{:02x}{:02x}{:02x}".format(*colours[bins == fullest].mean(axis=0).round().astype(int))


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
    """Return the mean, the strength of each low-frequency wave (0 to 1), and their scale."""
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
    """Pack two values into each byte, the first one in the low half."""
    numbers = [_round_half_up(15 * wave) for wave in waves]
    numbers += [0] * (len(numbers) % 2)
    return bytes(low | high << 4 for low, high in zip(numbers[::2], numbers[1::2], strict=True))


def _round_half_up(value):
    return int(value + 0.5)
