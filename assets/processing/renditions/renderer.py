"""One decode of a still, and all that is made of it. Runs inside the fence."""

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


def render(source, extension, turn, into, most=stills.MAX_DECODED_PIXELS):
    """TURN is clockwise, as the owner wants it; the size that is told is that of the original."""
    if KIND_BY_EXTENSION.get(extension) is Kind.RAW:
        still = raw.decode_raw(source)
    else:
        still = stills.decode(source, extension, most)
    width, height = still.upright_size
    made = list(iterate_sizes(still, turn))
    tiny = np.asarray(_resize(made[-1], fitted(made[-1].size, thumbhash.MAX_EDGE)))
    return {
        "width": width,
        "height": height,
        "average_color": thumbhash.compute_dominant_color(tiny),
        "placeholder": thumbhash.encode_placeholder(tiny),
        "files": [_save(*pair, into) for pair in zip(SIZES, made, strict=True)],
    }


def iterate_sizes(still, turn):
    """Each out of the next larger one; colours and turns come when there are few pixels left."""
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
    """In the proportions of SHAPE: rounded once, not again with every size."""
    return _resize(image, fitted(shape, size.max_edge))


def _resize(image, size):
    """A little smaller is cheap; for much smaller a coarse step is taken first."""
    if size == image.size:
        return image
    if 2 * size[0] > image.width:
        return image.resize(size, Resampling.BICUBIC)
    return image.resize(size, Resampling.LANCZOS, reducing_gap=1.5)


def _save(size, image, into):
    """Pixels and nothing else: no profile, no place, no camera."""
    path = into / f"{size.kind}.webp"
    image.save(path, "WEBP", quality=size.quality, method=METHOD)
    return {"kind": size.kind, "path": str(path), "width": image.width, "height": image.height}
