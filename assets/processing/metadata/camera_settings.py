"""With what a picture was taken, and how it was set."""

import re

from assets.processing.metadata.tags import Said, number_in

LONGEST = 120
MOST_ISO = 100_000_000

_MAKES = (
    "IFD0:Make",
    "Keys:Make",
    "Keys:AndroidMake",
    "UserData:Make",
    "CanonRaw:Make",
    "XML:DeviceManufacturer",
    "XMP-tiff:Make",
    "*:Make",
)
_MODELS = (
    "IFD0:Model",
    "Keys:Model",
    "Keys:AndroidModel",
    "UserData:Model",
    "CanonRaw:Model",
    "XML:DeviceModelName",
    "XMP-tiff:Model",
    "*:Model",
)
_LENSES = ("ExifIFD:LensModel", "XMP-exifEX:LensModel", "XMP-aux:Lens", "*:LensModel")

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
_HOUSES = {
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
_SENSITIVITIES = (
    "ExifIFD:ISO",
    "ExifIFD:RecommendedExposureIndex",
    "ExifIFD:StandardOutputSensitivity",
    "Composite:ISO",
    "*:ISO",
)
_ISO_OVERFLOWN = 65535
_COMPANY = re.compile(r"(?i)[\s,]+(inc|co|ltd|corp|corporation|company|llc|gmbh|ag)\b.*")
_NO_LENS = re.compile(
    r"[\s\-.0/f]*(?:mm[\s\-.0/f]*)?|(?i:unknown|n/a|none|manual lens)\b.*|[0-9A-F ]{23}"
)
_NUMBERS_ONLY = re.compile(r"[\d.\- ]+mm(?: f/[\d.\- ]+)?")


def camera(said: Said) -> str:
    """The maker once, then the model as it calls itself."""
    make, model = _plain(said.text(*_MAKES)), _plain(said.text(*_MODELS))
    house = _house(make)
    first, _, rest = model.partition(" ")
    if make and f"{model} ".casefold().startswith(f"{make} ".casefold()):
        return f"{house} {model[len(make) :].strip()}".strip()[:LONGEST]
    if brand := _BRANDS.get(first.casefold()):
        return f"{brand} {rest}".strip()[:LONGEST]
    return f"{house} {model}".strip()[:LONGEST]


def lens(said: Said) -> str:
    """What it is called, rather than what can be read off it anyway."""
    named = [one for one in map(_plain, said.texts(*_LENSES)) if not _NO_LENS.fullmatch(one)]
    known = [one for one in [_plain(said.text("Composite:LensID"))] if _is_lens(one)]
    telling = [one for one in named if not _NUMBERS_ONLY.fullmatch(one)]
    return next(iter([*telling, *known, *named]), "")[:LONGEST]


def iso(said: Said) -> int | None:
    numbers = map(number_in, said.texts(*_SENSITIVITIES))
    fitting = (one for one in numbers if one and 1 <= one <= MOST_ISO and one != _ISO_OVERFLOWN)
    return round(next(fitting, 0)) or None


def aperture(said: Said) -> float | None:
    return _within(said.number("ExifIFD:FNumber", "Composite:Aperture"), 0.1, 1000)


def shutter(said: Said) -> float | None:
    return _within(said.number("ExifIFD:ExposureTime", "Composite:ShutterSpeed"), 1e-7, 1e6)


def focal_length(said: Said) -> float | None:
    return _within(said.number("ExifIFD:FocalLength", "*:FocalLength"), 0.1, 100_000)


def _within(number: float | None, least: float, most: float) -> float | None:
    return number if number is not None and least <= number <= most else None


def _is_lens(name: str) -> bool:
    return any(letter.isalpha() for letter in name) and not _NO_LENS.fullmatch(name)


def _plain(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _house(make: str) -> str:
    """Without the kind of company it is."""
    small = make.casefold()
    for start, house in _HOUSES.items():
        if small.startswith(start):
            return house
    plain = _COMPANY.sub("", make)
    return _BRANDS.get(re.split(r"[\s,(]", small)[0], plain)
