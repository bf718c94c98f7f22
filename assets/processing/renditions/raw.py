"""A camera's RAW file as a still: what the camera has made of it, or else what LibRaw can."""

import io
from pathlib import Path

import rawpy
from PIL import Image

from assets.processing.recipes import LARGEST
from assets.processing.renditions.stills import Still, check, decoded, orientation_of, upright
from assets.processing.sandbox import Broken, Why

MOST_PIXELS = 200_000_000
# By LibRaw's flip: 1 mirrors, 2 turns upside down, 4 swaps the axes.
ORIENTATIONS = (1, 2, 4, 3, 5, 8, 6, 7)


def developed(source: Path) -> Still:
    """The preview in it if that is large enough: it is what the photographer saw."""
    try:
        with rawpy.imread(str(source)) as raw:
            return _still(raw)
    except rawpy.LibRawFileUnsupportedError as error:
        raise Broken(Why.UNSUPPORTED, str(error)) from error


def _still(raw):
    size = (raw.sizes.width, raw.sizes.height)
    check(size, MOST_PIXELS)
    orientation = ORIENTATIONS[raw.sizes.flip & 7]
    whole = upright(size, orientation)
    preview = _preview(raw, orientation, whole)
    wanted = min(LARGEST.longest, max(whole))
    if preview and max(preview.image.size) >= wanted:
        return preview
    try:
        halved = max(whole) // 2 >= LARGEST.longest
        pixels = raw.postprocess(use_camera_wb=True, half_size=halved)
        return Still(Image.fromarray(pixels), 1, whole)
    except rawpy.LibRawError as error:
        if preview:
            return preview
        raise Broken(Why.NO_PREVIEW, str(error)) from error


def _preview(raw, orientation, whole):
    """What cannot be had, or cannot be opened, is no preview."""
    try:
        thumb = raw.extract_thumb()
        if thumb.format == rawpy.ThumbFormat.BITMAP:
            return Still(Image.fromarray(thumb.data), orientation, whole)
        still = decoded(io.BytesIO(thumb.data), "jpg")
    except MemoryError:
        raise
    except Exception:  # damaged in one of a hundred ways; there is still the RAW itself
        return None
    said = (orientation_of(still.image), orientation, 1)
    return Still(still.image, _plausible(said, still.image.size, whole), whole)


def _plausible(orientations, size, whole):
    """Some previews lie as the sensor does, some are upright, and not all of them say so."""
    is_tall = whole[1] > whole[0]
    for orientation in orientations:
        width, height = upright(size, orientation)
        if (height > width) == is_tall:
            return orientation
    return orientations[0]
