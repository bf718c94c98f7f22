"""With what a picture was taken, and how it was set."""

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

# As the houses write themselves; who is not here is written as the file has it.
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


def read_camera(said: Tags) -> str:
    """The maker once, then the model as it calls itself."""
    make, model = _clean(said.text(*_MAKE_TAGS)), _clean(said.text(*_MODEL_TAGS))
    house = _normalize_maker(make)
    first, _, rest = model.partition(" ")
    if make and f"{model} ".casefold().startswith(f"{make} ".casefold()):
        return f"{house} {model[len(make) :].strip()}".strip()[:MAX_LENGTH]
    if brand := _BRANDS.get(first.casefold()):
        return f"{brand} {rest}".strip()[:MAX_LENGTH]
    return f"{house} {model}".strip()[:MAX_LENGTH]


def read_lens(said: Tags) -> str:
    """What it is called, rather than what can be read off it anyway."""
    named = [one for one in map(_clean, said.texts(*_LENS_TAGS)) if not _NO_LENS.fullmatch(one)]
    known = [one for one in [_clean(said.text("Composite:LensID"))] if _is_lens(one)]
    telling = [one for one in named if not _NUMBERS_ONLY.fullmatch(one)]
    return next(iter([*telling, *known, *named]), "")[:MAX_LENGTH]


def read_iso(said: Tags) -> int | None:
    numbers = map(parse_number, said.texts(*_ISO_TAGS))
    fitting = (one for one in numbers if one and 1 <= one <= MAX_ISO and one != _ISO_OVERFLOW)
    return round(next(fitting, 0)) or None


def read_aperture(said: Tags) -> float | None:
    return _within(said.number("ExifIFD:FNumber", "Composite:Aperture"), 0.1, 1000)


def read_shutter(said: Tags) -> float | None:
    return _within(said.number("ExifIFD:ExposureTime", "Composite:ShutterSpeed"), 1e-7, 1e6)


def read_focal_length(said: Tags) -> float | None:
    return _within(said.number("ExifIFD:FocalLength", "*:FocalLength"), 0.1, 100_000)


def _within(number: float | None, least: float, most: float) -> float | None:
    return number if number is not None and least <= number <= most else None


def _is_lens(name: str) -> bool:
    return any(letter.isalpha() for letter in name) and not _NO_LENS.fullmatch(name)


def _clean(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _normalize_maker(make: str) -> str:
    """Without the kind of company it is."""
    small = make.casefold()
    for start, house in _MAKER_NAMES.items():
        if small.startswith(start):
            return house
    plain = _COMPANY_SUFFIX.sub("", make)
    return _BRANDS.get(re.split(r"[\s,(]", small)[0], plain)
