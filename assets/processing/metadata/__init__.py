"""What is known of a picture or film, out of all that programs said of it."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple

from assets.processing.metadata import camera_settings, capture_time, dimensions, labels, location
from assets.processing.metadata.tags import Tags


class ParsedMetadata(NamedTuple):
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
    duration_seconds: float | None = None
    rating: int | None = None
    keywords: tuple[str, ...] = ()
    caption: str = ""
    content_id: str = ""


def parse(answers: object, home: tzinfo = UTC) -> ParsedMetadata:
    """HOME is where moments are put that were written down without the clock that showed them."""
    said = Tags(answers if isinstance(answers, Mapping) else {})
    taken = capture_time.read_capture_time(said, home)
    place = location.read_location(said)
    size = dimensions.read_size(said)
    return ParsedMetadata(
        camera=camera_settings.read_camera(said),
        lens=camera_settings.read_lens(said),
        iso=camera_settings.read_iso(said),
        aperture=camera_settings.read_aperture(said),
        shutter=camera_settings.read_shutter(said),
        focal_length=camera_settings.read_focal_length(said),
        taken_local=taken.local,
        offset_minutes=taken.offset_minutes,
        latitude=place.latitude,
        longitude=place.longitude,
        width=size.width,
        height=size.height,
        duration_seconds=dimensions.read_seconds(said),
        rating=labels.read_rating(said),
        keywords=labels.read_keywords(said),
        caption=labels.read_caption(said),
        content_id=labels.read_content_id(said),
    )
