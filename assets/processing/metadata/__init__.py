"""Parse the output of ExifTool and ffprobe into what is known about a photo or video."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple

from assets.processing.metadata import camera_settings, capture_time, dimensions, labels, location
from assets.processing.metadata.tags import Tags


class ParsedMetadata(NamedTuple):
    """The fields up to duration_seconds are columns of an asset, and so is content_id."""

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


def parse(outputs: object, home: tzinfo = UTC) -> ParsedMetadata:
    """Parse the output of each program. Times in UTC are converted to the home time zone."""
    tags = Tags(outputs if isinstance(outputs, Mapping) else {})
    taken = capture_time.read_capture_time(tags, home)
    place = location.read_location(tags)
    size = dimensions.read_size(tags)
    return ParsedMetadata(
        camera=camera_settings.read_camera(tags),
        lens=camera_settings.read_lens(tags),
        iso=camera_settings.read_iso(tags),
        aperture=camera_settings.read_aperture(tags),
        shutter=camera_settings.read_shutter(tags),
        focal_length=camera_settings.read_focal_length(tags),
        taken_local=taken.local,
        offset_minutes=taken.offset_minutes,
        latitude=place.latitude,
        longitude=place.longitude,
        width=size.width,
        height=size.height,
        duration_seconds=dimensions.read_seconds(tags),
        rating=labels.read_rating(tags),
        keywords=labels.read_keywords(tags),
        caption=labels.read_caption(tags),
        content_id=labels.read_content_id(tags),
    )
