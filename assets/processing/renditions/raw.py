"""Decode a camera's RAW file: its embedded preview, or else the sensor data with LibRaw."""

import io
from pathlib import Path

import rawpy
from PIL import Image

from assets.processing.problems import Problem, ProcessingError
from assets.processing.recipes import LARGEST
from assets.processing.renditions.stills import (
    Still,
    check_pixel_count,
    decode,
    read_orientation,
    upright_size,
)

MAX_PIXELS = 200_000_000
# EXIF orientation for LibRaw's flip bits: 1 mirrors, 2 turns upside down, 4 swaps the axes.
ORIENTATIONS = (1, 2, 4, 3, 5, 8, 6, 7)


def decode_raw(source: Path) -> Still:
    """Return the embedded preview if it is large enough: it is what the photographer saw."""
    try:
        with rawpy.imread(str(source)) as raw:
            return _decode(raw)
    except rawpy.LibRawFileUnsupportedError as error:
        raise ProcessingError(Problem.UNSUPPORTED_FORMAT, str(error)) from error


def _decode(raw):
    size = (raw.sizes.width, raw.sizes.height)
    check_pixel_count(size, MAX_PIXELS)
    orientation = ORIENTATIONS[raw.sizes.flip & 7]
    full_size = upright_size(size, orientation)
    preview = _decode_preview(raw, orientation, full_size)
    needed = min(LARGEST.max_edge, max(full_size))
    if preview and max(preview.image.size) >= needed:
        return preview
    try:
        is_half_enough = max(full_size) // 2 >= LARGEST.max_edge
        pixels = raw.postprocess(use_camera_wb=True, half_size=is_half_enough)
        return Still(Image.fromarray(pixels), 1, full_size)
    except rawpy.LibRawError as error:
        if preview:
            return preview
        raise ProcessingError(Problem.NO_EMBEDDED_PREVIEW, str(error)) from error


def _decode_preview(raw, orientation, full_size):
    """Return the embedded preview, or None if it is missing or damaged."""
    try:
        thumb = raw.extract_thumb()
        if thumb.format == rawpy.ThumbFormat.BITMAP:
            return Still(Image.fromarray(thumb.data), orientation, full_size)
        still = decode(io.BytesIO(thumb.data), "jpg")
    except MemoryError:
        raise
    except Exception:  # it can be damaged in any way, and the sensor data may still be good
        return None
    candidates = (read_orientation(still.image), orientation, 1)
    chosen = _pick_orientation(candidates, still.image.size, full_size)
    return Still(still.image, chosen, full_size)


def _pick_orientation(candidates, size, full_size):
    """Return the first orientation that makes a preview of this size portrait or landscape."""
    # Some previews are stored as the sensor is, some upright, and not all have the right EXIF.
    is_tall = full_size[1] > full_size[0]
    for orientation in candidates:
        width, height = upright_size(size, orientation)
        if (height > width) == is_tall:
            return orientation
    return candidates[0]
