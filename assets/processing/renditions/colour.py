"""Any colours into sRGB, eight bits each, on white where there is nothing."""

import io

import numpy as np
from PIL import ExifTags, Image, ImageCms

from assets.processing.renditions import icc_profiles

AS_DEEP = ImageCms.Flags.BLACKPOINTCOMPENSATION  # black stays black
MEANS_ADOBE = "R03"
UNSEEN = 3  # of 255: profiles that differ by less are the same to the eye
WITH_ALPHA = {"LA": "L", "RGBA": "RGB", "La": "L", "RGBa": "RGB"}

SRGB = ImageCms.createProfile("sRGB")
SWATCH = Image.fromarray(
    np.mgrid[0:256:51, 0:256:51, 0:256:51].T.reshape(36, 6, 3).astype(np.uint8)
)


def resizable(image):
    """Palettes and masks cannot be averaged; what is transparent has to be known before."""
    if image.mode in ("P", "PA", "1", "L", "RGB") and image.has_transparency_data:
        return image.convert("RGBA")
    plain = {"P": "RGB", "PA": "RGBA", "1": "L"}.get(image.mode)
    return image.convert(plain) if plain else image


def profile_of(image):
    """What the file says of its colours, if anything; cameras say Adobe RGB in two letters."""
    if said := image.info.get("icc_profile"):
        return said
    try:
        kind = image.getexif().get_ifd(ExifTags.IFD.Interop).get(ExifTags.Interop.InteropIndex)
    except Exception:  # metadata of any make and any damage; there is a picture all the same
        return None
    return icc_profiles.ADOBE_RGB if kind == MEANS_ADOBE else None


def in_srgb(image, profile):
    if image.mode not in WITH_ALPHA:
        return _opaque_in_srgb(image, profile)
    if image.mode.endswith("a"):
        image = image.convert(image.mode.upper())
    alpha = image.getchannel("A")
    colours = _opaque_in_srgb(image.convert(WITH_ALPHA[image.mode]), profile)
    page = Image.new("RGB", image.size, "white")
    page.paste(colours, mask=alpha)
    return page


def _opaque_in_srgb(image, profile):
    if image.mode[0] in "IF":
        image = _eight_bits(image)
    if image.mode == "LAB":
        return _transform(ImageCms.createProfile("LAB"), "LAB").apply(image)
    transform = _transform_of(profile, image.mode) if profile else None
    if transform is None or (image.mode == "RGB" and _changes_nothing(transform)):
        return image.convert("RGB")
    return transform.apply(image)


def _transform_of(profile, mode):
    """A profile that is broken, or is about other colours than these, is as good as none."""
    try:
        return _transform(ImageCms.getOpenProfile(io.BytesIO(profile)), mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def _transform(profile, mode):
    intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
    return ImageCms.buildTransform(profile, SRGB, mode, "RGB", intent, AS_DEEP)


def _changes_nothing(transform):
    """Most cameras embed sRGB under one of its many names."""
    before, after = (np.asarray(one, int) for one in (SWATCH, transform.apply(SWATCH)))
    return np.abs(before - after).max() <= UNSEEN


def _eight_bits(image):
    """Scientific files have ranges of their own: the first usual one that holds all of it."""
    values = np.nan_to_num(np.asarray(image).astype(np.float32))
    highest = float(values.max(initial=0))
    ranges = (1.0, 255.0, 65535.0) if image.mode == "F" else (65535.0,)
    top = next((top for top in ranges if highest <= top), highest)
    return Image.fromarray((values.clip(0, top) * (255 / top) + 0.5).astype(np.uint8))
