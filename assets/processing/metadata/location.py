"""Where something was taken."""

from typing import NamedTuple

from assets.processing.metadata.tags import Tags


class Location(NamedTuple):
    latitude: float | None = None
    longitude: float | None = None


def read_location(said: Tags) -> Location:
    """Both or neither. Off the coast of Ghana are only receivers that saw no satellite."""
    for group in ("Composite", "XMP-exif"):
        latitude = said.number(f"{group}:GPSLatitude")
        longitude = said.number(f"{group}:GPSLongitude")
        if latitude is None or longitude is None:
            continue
        is_on_earth = abs(latitude) <= 90 and abs(longitude) <= 180
        if is_on_earth and (latitude, longitude) != (0, 0):
            return Location(latitude, longitude)
    return Location()
