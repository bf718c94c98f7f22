"""What is known of a picture or film, out of all that programs said of it."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple

from assets.processing.metadata import camera_settings, capture_time, dimensions, labels, location
from assets.processing.metadata.tags import Said


class Facts(NamedTuple):
    """As far as length in seconds, what an asset has columns for; the rest arranges and pairs."""

    camera: str = ""
    lens: str = ""
    iso: int | None = None
    aperture: float | None = None
    shutter: float | None = None
    focal_length: float | None = None
    taken_local: datetime | None = None
    offset_minutes: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    rating: int | None = None
    keywords: tuple[str, ...] = ()
    caption: str = ""
    content_id: str = ""


def of(answers: object, home: tzinfo = UTC) -> Facts:
    """HOME is where moments are put that were written down without the clock that showed them."""
    said = Said(answers if isinstance(answers, Mapping) else {})
    taken = capture_time.taken(said, home)
    place = location.of(said)
    size = dimensions.size(said)
    return Facts(
        camera=camera_settings.camera(said),
        lens=camera_settings.lens(said),
        iso=camera_settings.iso(said),
        aperture=camera_settings.aperture(said),
        shutter=camera_settings.shutter(said),
        focal_length=camera_settings.focal_length(said),
        taken_local=taken.local,
        offset_minutes=taken.offset_minutes,
        latitude=place.latitude,
        longitude=place.longitude,
        width=size.width,
        height=size.height,
        seconds=dimensions.seconds(said),
        rating=labels.rating(said),
        keywords=labels.keywords(said),
        caption=labels.caption(said),
        content_id=labels.content_id(said),
    )
