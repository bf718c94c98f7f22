"""Read the camera, the lens and their settings."""

import re

from assets.processing.metadata.tags import Tags, parse_number

MAX_LENGTH = 120
MAX_ISO = 100_000_000

_MAKE_TAGS = (
    "IFD0:Make",
    "Keys:Make",
    "Keys:AndroidMake",
    "UserData:Make",
    "CanonRaw:Make",
    "XML:DeviceManufacturer",
    "XMP-tiff:Make",
    "*:Make",
)
_MODEL_TAGS = (
    "IFD0:Model",
    "Keys:Model",
    "Keys:AndroidModel",
    "UserData:Model",
    "CanonRaw:Model",
    "XML:DeviceModelName",
    "XMP-tiff:Model",
    "*:Model",
)
_LENS_TAGS = ("ExifIFD:LensModel", "XMP-exifEX:LensModel", "XMP-aux:Lens", "*:LensModel")

# Brands as they write themselves; others are shown as the file has them.
_BRANDS = {
    name.casefold(): name
    for name in (
        *("Agfa", "Apple", "Asus", "BlackBerry", "Blackmagic", "Canon", "Casio", "Contax"),
        *("DJI", "Epson", "Fujifilm", "GoPro", "Google", "HP", "HTC", "Hasselblad", "Honor"),
        *("Huawei", "Insta360", "JVC", "Kodak", "Konica", "Kyocera", "LG", "Leaf", "Leica"),
        *("Lenovo", "Mamiya", "Minolta", "Motorola", "Nikon", "Nokia", "OM", "Olympus"),
        *("OnePlus", "Oppo", "Panasonic", "Pentax", "Polaroid", "Realme", "Reconyx", "Ricoh"),
        *("Samsung", "Sanyo", "Sharp", "Sigma", "Sony", "Toshiba", "Vivo", "Xiaomi", "Yuneec"),
    )
}
_MAKER_NAMES = {
    "konica minolta": "Konica Minolta",
    "om digital solutions": "OM System",
    "om system": "OM System",
    "sony ericsson": "Sony Ericsson",
    "phase one": "Phase One",
    "hewlett-packard": "HP",
    "eastman kodak": "Kodak",
    "hmd global": "Nokia",
    "arashi vision": "Insta360",
}
_ISO_TAGS = (
    "ExifIFD:ISO",
    "ExifIFD:RecommendedExposureIndex",
    "ExifIFD:StandardOutputSensitivity",
    "Composite:ISO",
    "*:ISO",
)
_ISO_OVERFLOW = 65535
_COMPANY_SUFFIX = re.compile(r"(?i)[\s,]+(inc|co|ltd|corp|corporation|company|llc|gmbh|ag)\b.*")
_NO_LENS = re.compile(
    r"[\s\-.0/f]*(?:mm[\s\-.0/f]*)?|(?i:unknown|n/a|none|manual lens)\b.*|[0-9A-F ]{23}"
)
_NUMBERS_ONLY = re.compile(r"[\d.\- ]+mm(?: f/[\d.\- ]+)?")


def read_camera(tags: Tags) -> str:
    """Return maker and model, without naming the maker twice."""
    make, model = _clean(tags.text(*_MAKE_TAGS)), _clean(tags.text(*_MODEL_TAGS))
    maker = _normalize_maker(make)
    first, _, rest = model.partition(" ")
    if make and f"{model} ".casefold().startswith(f"{make} ".casefold()):
        return f"{maker} {model[len(make) :].strip()}".strip()[:MAX_LENGTH]
    if brand := _BRANDS.get(first.casefold()):
        return f"{brand} {rest}".strip()[:MAX_LENGTH]
    return f"{maker} {model}".strip()[:MAX_LENGTH]


def read_lens(tags: Tags) -> str:
    """Return the lens's name, preferably one that is more than its focal length and aperture."""
    names = [name for name in map(_clean, tags.texts(*_LENS_TAGS)) if not _NO_LENS.fullmatch(name)]
    from_id = [name for name in [_clean(tags.text("Composite:LensID"))] if _is_lens(name)]
    full_names = [name for name in names if not _NUMBERS_ONLY.fullmatch(name)]
    return next(iter([*full_names, *from_id, *names]), "")[:MAX_LENGTH]


def read_iso(tags: Tags) -> int | None:
    numbers = map(parse_number, tags.texts(*_ISO_TAGS))
    valid = (iso for iso in numbers if iso and 1 <= iso <= MAX_ISO and iso != _ISO_OVERFLOW)
    return round(next(valid, 0)) or None


def read_aperture(tags: Tags) -> float | None:
    return _within(tags.number("ExifIFD:FNumber", "Composite:Aperture"), 0.1, 1000)


def read_shutter(tags: Tags) -> float | None:
    return _within(tags.number("ExifIFD:ExposureTime", "Composite:ShutterSpeed"), 1e-7, 1e6)


def read_focal_length(tags: Tags) -> float | None:
    return _within(tags.number("ExifIFD:FocalLength", "*:FocalLength"), 0.1, 100_000)


def _within(number: float | None, low: float, high: float) -> float | None:
    return number if number is not None and low <= number <= high else None


def _is_lens(name: str) -> bool:
    return any(letter.isalpha() for letter in name) and not _NO_LENS.fullmatch(name)


def _clean(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _normalize_maker(make: str) -> str:
    """Return the usual spelling of a maker, without Inc., Ltd. and the like."""
    lower = make.casefold()
    for start, name in _MAKER_NAMES.items():
        if lower.startswith(start):
            return name
    without_suffix = _COMPANY_SUFFIX.sub("", make)
    return _BRANDS.get(re.split(r"[\s,(]", lower)[0], without_suffix)
