"""Read the capture time: what the camera's clock showed, and its offset from UTC.

The first valid one of these sources is used; the date of the file itself never is.

Photos: the moment of exposure, as Exif has it with its fraction and offset (DateTimeOriginal,
SubSecTimeOriginal, OffsetTimeOriginal); the moment it was digitized (CreateDate and its parts);
the maker's own notes; XMP; IPTC; the GPS time.

Videos: the wall clock with its offset (Apple's CreationDate, Sony's XML); what the maker's own
notes or the container say of the wall clock; XMP; the CreateDate of the container; what ffprobe
found.

A time in UTC ("Z", GPS, Matroska) is not what a clock showed. It is converted to the home time
zone, with the offset of that day. The CreateDate of MP4 and QuickTime should be UTC, and is with
phones and Sony; other cameras write their wall clock there. So it depends on the maker how it is
read, and because nobody can be sure, it gets no offset.

Zeros, 1904 and the first second of 1970 mean that the clock was never set.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from assets.processing.metadata.tags import Tags, as_mapping

MIN_YEAR, MAX_YEAR = 1826, 2200
MAX_OFFSET_MINUTES = 14 * 60


class CaptureTime(NamedTuple):
    local: datetime | None = None
    offset_minutes: int | None = None


class Source(NamedTuple):
    """The tags of a date, its fraction and its offset, and what kind of time it is."""

    date: str
    fraction: str = ""
    offset: str = ""
    is_utc: bool = False
    is_sure: bool = True


_PHOTO_SOURCES = [
    Source("Composite:SubSecDateTimeOriginal"),
    Source("ExifIFD:DateTimeOriginal", "ExifIFD:SubSecTimeOriginal", "ExifIFD:OffsetTimeOriginal"),
    Source("Composite:SubSecCreateDate"),
    Source("ExifIFD:CreateDate", "ExifIFD:SubSecTimeDigitized", "ExifIFD:OffsetTimeDigitized"),
    Source("XMP-exif:DateTimeOriginal"),
    Source("*:DateTimeOriginal"),
    Source("XMP-photoshop:DateCreated"),
    Source("XMP-xmp:CreateDate"),
    Source("Composite:DateTimeCreated"),
    Source("PNG:CreateDate"),
    Source("Composite:GPSDateTime", is_utc=True),
    Source("XMP-exif:GPSDateTime", is_utc=True),
]
_VIDEO_SOURCES = [
    Source("Keys:CreationDate"),
    Source("ItemList:ContentCreateDate"),
    Source("UserData:ContentCreateDate"),
    Source("XML:CreationDateValue"),
    Source("*:DateTimeOriginal"),
    Source("XMP-xmp:CreateDate"),
    Source("ASF:CreationDate", is_utc=True),
]
_LOCAL_TIME_MAKERS = re.compile(
    r"\W*(?i:canon|casio|dji|fuji|gopro|jvc|kodak|leica|niko|olym|om |pana|pent|ricoh)"
)
_DATE = re.compile(
    r"(\d{4})[:/.-](\d{1,2})[:/.-](\d{1,2})"
    r"(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,12}))?)?)?"
    r" ?(Z|[+-]\d{2}:?\d{2})?(?: DST)?",
    re.ASCII,
)
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})", re.ASCII)


def read_capture_time(tags: Tags, home: tzinfo) -> CaptureTime:
    sources = [*_VIDEO_SOURCES, _container_source(tags)] if tags.is_video else _PHOTO_SOURCES
    times = (time for source in sources for time in _read_source(tags, source, home))
    return next(times, None) or _read_ffprobe_date(tags, home) or CaptureTime()


def _container_source(tags: Tags) -> Source:
    makers = tags.texts("*:Make", "*:CompressorName", "*:HandlerDescription", "*:VendorID")
    is_local = any(map(_LOCAL_TIME_MAKERS.match, makers))
    return Source("QuickTime:CreateDate", is_utc=not is_local, is_sure=False)


def _read_source(tags: Tags, source: Source, home: tzinfo) -> Iterator[CaptureTime]:
    fraction, offset = tags.text(source.fraction), tags.text(source.offset)
    for text in tags.texts(source.date):
        if time := _parse_moment(text, fraction, offset, source, home):
            yield time


def _parse_moment(
    text: str, fraction: str, offset: str, source: Source, home: tzinfo
) -> CaptureTime | None:
    match = _DATE.fullmatch(text)
    if not match:
        return None
    local = _parse_clock(match, match[7] or fraction)
    if local is None:
        return None
    zone = match[8] or offset
    if zone == "Z" or source.is_utc:
        return _convert_to_local(local, home, source.is_sure)
    return CaptureTime(local, _parse_offset(zone) if source.is_sure else None)


def _parse_clock(match: re.Match[str], fraction: str) -> datetime | None:
    """Return the date and time, or None if the clock was never set. The time may be missing."""
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    if not MIN_YEAR <= year <= MAX_YEAR or (year, month, day) == (1904, 1, 1):
        return None
    try:
        clock = datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001
    except ValueError:
        return None
    if clock == datetime(1970, 1, 1):  # noqa: DTZ001
        return None
    digits = fraction[:6] if fraction.isascii() and fraction.isdigit() else "0"
    return clock.replace(microsecond=int(digits.ljust(6, "0")))


def _parse_offset(text: str) -> int | None:
    match = _OFFSET.fullmatch(text)
    if not match:
        return None
    minutes = int(match[2]) * 60 + int(match[3])
    return (minutes if match[1] == "+" else -minutes) if minutes <= MAX_OFFSET_MINUTES else None


def _convert_to_local(clock: datetime, home: tzinfo, is_sure: bool) -> CaptureTime:
    local = clock.replace(tzinfo=UTC).astimezone(home)
    minutes = round((local.utcoffset() or timedelta()).total_seconds() / 60)
    return CaptureTime(local.replace(tzinfo=None), minutes if is_sure else None)


def _read_ffprobe_date(tags: Tags, home: tzinfo) -> CaptureTime | None:
    # ffmpeg converts the date of any container to UTC.
    text = as_mapping(tags.container.get("tags")).get("creation_time")
    source = Source("creation_time", is_utc=True, is_sure=False)
    return _parse_moment(text, "", "", source, home) if isinstance(text, str) else None
