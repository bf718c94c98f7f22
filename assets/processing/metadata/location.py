"""Read the GPS location."""

from typing import NamedTuple

from assets.processing.metadata.tags import Tags


class Location(NamedTuple):
    latitude: float | None = None
    longitude: float | None = None


def read_location(tags: Tags) -> Location:
    """Return both coordinates, or neither."""
    for group in ("Composite", "XMP-exif"):
        latitude = tags.number(f"{group}:GPSLatitude")
        longitude = tags.number(f"{group}:GPSLongitude")
        if latitude is None or longitude is None:
            continue
        is_on_earth = abs(latitude) <= 90 and abs(longitude) <= 180
        # GPS receivers without a signal report 0° N, 0° E.
        if is_on_earth and (latitude, longitude) != (0, 0):
            return Location(latitude, longitude)
    return Location()
