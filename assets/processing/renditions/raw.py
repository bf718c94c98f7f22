"""A camera's RAW file as a still: what the camera has made of it, or else what LibRaw can."""

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
# By LibRaw's flip: 1 mirrors, 2 turns upside down, 4 swaps the axes.
ORIENTATIONS = (1, 2, 4, 3, 5, 8, 6, 7)


def decode_raw(source: Path) -> Still:
    """The preview in it if that is large enough: it is what the photographer saw."""
    try:
        with rawpy.imread(str(source)) as raw:
            return _decode(raw)
    except rawpy.LibRawFileUnsupportedError as error:
        raise ProcessingError(Problem.UNSUPPORTED_FORMAT, str(error)) from error


def _decode(raw):
    size = (raw.sizes.width, raw.sizes.height)
    check_pixel_count(size, MAX_PIXELS)
    orientation = ORIENTATIONS[raw.sizes.flip & 7]
    whole = upright_size(size, orientation)
    preview = _decode_preview(raw, orientation, whole)
    wanted = min(LARGEST.max_edge, max(whole))
    if preview and max(preview.image.size) >= wanted:
        return preview
    try:
        halved = max(whole) // 2 >= LARGEST.max_edge
        pixels = raw.postprocess(use_camera_wb=True, half_size=halved)
        return Still(Image.fromarray(pixels), 1, whole)
    except rawpy.LibRawError as error:
        if preview:
            return preview
        raise ProcessingError(Problem.NO_EMBEDDED_PREVIEW, str(error)) from error


def _decode_preview(raw, orientation, whole):
    """What cannot be had, or cannot be opened, is no preview."""
    try:
        thumb = raw.extract_thumb()
        if thumb.format == rawpy.ThumbFormat.BITMAP:
            return Still(Image.fromarray(thumb.data), orientation, whole)
        still = decode(io.BytesIO(thumb.data), "jpg")
    except MemoryError:
        raise
    except Exception:  # damaged in one of a hundred ways; there is still the RAW itself
        return None
    said = (read_orientation(still.image), orientation, 1)
    return Still(still.image, _pick_orientation(said, still.image.size, whole), whole)


def _pick_orientation(orientations, size, whole):
    """Some previews lie as the sensor does, some are upright, and not all of them say so."""
    is_tall = whole[1] > whole[0]
    for orientation in orientations:
        width, height = upright_size(size, orientation)
        if (height > width) == is_tall:
            return orientation
    return orientations[0]
