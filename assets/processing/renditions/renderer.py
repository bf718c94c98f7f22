"""Decode a still image once, and render all sizes of it. Runs inside the sandbox."""

import numpy as np
from PIL.Image import Resampling, Transpose

from assets.intake.kinds import KIND_BY_EXTENSION, Kind
from assets.processing.recipes import METHOD, SIZES, fitted
from assets.processing.renditions import colour, raw, stills, thumbhash

EXIF_TRANSPOSES = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
ROTATION_TRANSPOSES = {
    90: Transpose.ROTATE_270,
    180: Transpose.ROTATE_180,
    270: Transpose.ROTATE_90,
}
AXIS_SWAPS = {
    *(Transpose.TRANSPOSE, Transpose.TRANSVERSE),
    *(Transpose.ROTATE_90, Transpose.ROTATE_270),
}


def render(source, extension, turn, folder, max_pixels=stills.MAX_DECODED_PIXELS):
    """Render all sizes, rotated clockwise by turn. The returned size is that of the original."""
    if KIND_BY_EXTENSION.get(extension) is Kind.RAW:
        still = raw.decode_raw(source)
    else:
        still = stills.decode(source, extension, max_pixels)
    width, height = still.upright_size
    images = list(iterate_sizes(still, turn))
    smallest = images[-1]
    tiny = np.asarray(_resize(smallest, fitted(smallest.size, thumbhash.MAX_EDGE)))
    return {
        "width": width,
        "height": height,
        "average_color": thumbhash.compute_dominant_color(tiny),
        "placeholder": thumbhash.encode_placeholder(tiny),
        "files": [_save(*pair, folder) for pair in zip(SIZES, images, strict=True)],
    }


def iterate_sizes(still, turn):
    """Yield each size, made from the next larger one."""
    # Colours and rotation are cheaper after the image was reduced to the largest size.
    shape = still.image.size
    image = _fit(colour.to_resizable_mode(still.image), shape, SIZES[0])
    image = colour.convert_to_srgb(image, colour.read_profile(still.image))
    for transpose in (EXIF_TRANSPOSES.get(still.orientation), ROTATION_TRANSPOSES.get(turn)):
        if transpose is not None:
            image = image.transpose(transpose)
            shape = shape[::-1] if transpose in AXIS_SWAPS else shape
    yield image
    for size in SIZES[1:]:
        image = _fit(image, shape, size)
        yield image


def _fit(image, shape, size):
    # The proportions are those of the whole, so that rounding errors do not add up.
    return _resize(image, fitted(shape, size.max_edge))


def _resize(image, size):
    if size == image.size:
        return image
    # A slight reduction is cheap; a strong one takes a coarse step first (reducing_gap).
    if 2 * size[0] > image.width:
        return image.resize(size, Resampling.BICUBIC)
    return image.resize(size, Resampling.LANCZOS, reducing_gap=1.5)


def _save(size, image, folder):
    # Without any metadata: no colour profile, no location, no camera.
    path = folder / f"{size.kind}.webp"
    image.save(path, "WEBP", quality=size.quality, method=METHOD)
    return {"kind": size.kind, "path": str(path), "width": image.width, "height": image.height}
