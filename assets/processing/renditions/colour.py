"""Convert any colours to sRGB with eight bits per channel, on a white background."""

import io

import numpy as np
from PIL import ExifTags, Image, ImageCms

from assets.processing.renditions import icc_profiles

TRANSFORM_FLAGS = ImageCms.Flags.BLACKPOINTCOMPENSATION  # keeps black black
ADOBE_RGB_INTEROP = "R03"
MAX_INVISIBLE_DIFFERENCE = 3  # of 255: nobody sees smaller differences
OPAQUE_MODES = {"LA": "L", "RGBA": "RGB", "La": "L", "RGBa": "RGB"}

SRGB = ImageCms.createProfile("sRGB")
SWATCH = Image.fromarray(
    np.mgrid[0:256:51, 0:256:51, 0:256:51].T.reshape(36, 6, 3).astype(np.uint8)
)


def to_resizable_mode(image):
    """Return the image in a mode whose pixels can be averaged: no palette and no bit mask."""
    if image.mode in ("P", "PA", "1", "L", "RGB") and image.has_transparency_data:
        return image.convert("RGBA")
    mode = {"P": "RGB", "PA": "RGBA", "1": "L"}.get(image.mode)
    return image.convert(mode) if mode else image


def read_profile(image):
    """Return the ICC profile of the file's colours, or None."""
    if profile := image.info.get("icc_profile"):
        return profile
    # Cameras mark Adobe RGB with an EXIF tag instead of a profile.
    try:
        interop = image.getexif().get_ifd(ExifTags.IFD.Interop).get(ExifTags.Interop.InteropIndex)
    except Exception:  # damaged metadata must not keep the image from being shown
        return None
    return icc_profiles.ADOBE_RGB if interop == ADOBE_RGB_INTEROP else None


def convert_to_srgb(image, profile):
    if image.mode not in OPAQUE_MODES:
        return _convert_opaque(image, profile)
    if image.mode.endswith("a"):
        image = image.convert(image.mode.upper())
    alpha = image.getchannel("A")
    colours = _convert_opaque(image.convert(OPAQUE_MODES[image.mode]), profile)
    result = Image.new("RGB", image.size, "white")
    result.paste(colours, mask=alpha)
    return result


def _convert_opaque(image, profile):
    if image.mode[0] in "IF":
        image = _convert_to_eight_bits(image)
    if image.mode == "LAB":
        return _build_transform(ImageCms.createProfile("LAB"), "LAB").apply(image)
    transform = _load_transform(profile, image.mode) if profile else None
    if transform is None or (image.mode == "RGB" and _is_near_identity(transform)):
        return image.convert("RGB")
    return transform.apply(image)


def _load_transform(profile, mode):
    """Return a transform, or None if the profile is broken or for another colour mode."""
    try:
        return _build_transform(ImageCms.getOpenProfile(io.BytesIO(profile)), mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def _build_transform(profile, mode):
    intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
    return ImageCms.buildTransform(profile, SRGB, mode, "RGB", intent, TRANSFORM_FLAGS)


def _is_near_identity(transform):
    # Most cameras embed sRGB, under one of its many names. Skipping it saves time.
    before, after = (np.asarray(image, int) for image in (SWATCH, transform.apply(SWATCH)))
    return np.abs(before - after).max() <= MAX_INVISIBLE_DIFFERENCE


def _convert_to_eight_bits(image):
    # Scientific files have ranges of their own: use the first usual one that holds all values.
    values = np.nan_to_num(np.asarray(image).astype(np.float32))
    highest = float(values.max(initial=0))
    ranges = (1.0, 255.0, 65535.0) if image.mode == "F" else (65535.0,)
    top = next((top for top in ranges if highest <= top), highest)
    return Image.fromarray((values.clip(0, top) * (255 / top) + 0.5).astype(np.uint8))
