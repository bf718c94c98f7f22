from datetime import datetime

import pytest

from assets.processing.metadata.tests.tool_output import film, of, photo, video

NEVER_SET = [
    *("0000:00:00 00:00:00", "1904:01:01 00:00:00", "1970:01:01 00:00:00", "    :  :     "),
    *("2026:02:30 10:00:00", "2026:05:06 25:00:00", "0001:01:01 00:00:00", "yesterday"),
]


def check_precedence(sources, **always):
    """Each counts as long as it is there; then the next one does."""
    for at, (_, _, expected) in enumerate(sources):
        left = {tag: text for tag, text, _ in sources[at:]}
        found = photo(**always, **left)
        shown = found.taken_local and found.taken_local.isoformat(" ")
        assert f"{shown} {found.offset_minutes}" == expected


def test_capture_time_of_a_photo_comes_from_the_first_valid_tag():
    check_precedence(
        [
            (
                "Composite__SubSecDateTimeOriginal",
                "2026:05:01 10:00:00.25-08:00",
                "2026-05-01 10:00:00.250000 -480",
            ),
            ("ExifIFD__DateTimeOriginal", "2026:05:02 10:00:00", "2026-05-02 10:00:00 None"),
            (
                "Composite__SubSecCreateDate",
                "2026:05:03 10:00:00+05:30",
                "2026-05-03 10:00:00 330",
            ),
            ("ExifIFD__CreateDate", "2026:05:04 10:00:00", "2026-05-04 10:00:00 None"),
            ("XMP-exif__DateTimeOriginal", "2026:05:05 10:00", "2026-05-05 10:00:00 None"),
            ("Reconyx__DateTimeOriginal", "2026:05:06 10:00:00", "2026-05-06 10:00:00 None"),
            ("XMP-photoshop__DateCreated", "2026:05:07", "2026-05-07 00:00:00 None"),
            ("XMP-xmp__CreateDate", "2026:05:08T10:00:00Z", "2026-05-08 12:00:00 120"),
            ("Composite__DateTimeCreated", "2026:05:09 10:00:00+00:00", "2026-05-09 10:00:00 0"),
            ("Composite__GPSDateTime", "2026:05:10 23:30:00Z", "2026-05-11 01:30:00 120"),
            ("System__FileModifyDate", "2026:05:11 10:00:00+00:00", "None None"),
        ]
    )


def test_capture_time_of_a_video_comes_from_the_first_valid_tag():
    check_precedence(
        [
            ("Keys__CreationDate", "2026:05:01 10:00:00+09:00", "2026-05-01 10:00:00 540"),
            ("XML__CreationDateValue", "2026:05:02 10:00:00+02:00", "2026-05-02 10:00:00 120"),
            ("H264__DateTimeOriginal", "2026:05:03 10:00:00+02:00 DST", "2026-05-03 10:00:00 120"),
            ("XMP-xmp__CreateDate", "2026:05:04 10:00:00-05:00", "2026-05-04 10:00:00 -300"),
            ("ASF__CreationDate", "2026:05:05 10:00:00Z", "2026-05-05 12:00:00 120"),
            ("QuickTime__CreateDate", "2026:01:06 10:00:00", "2026-01-06 11:00:00 None"),
        ],
        File__MIMEType="video/mp4",
    )


def test_date_fraction_and_offset_are_combined():
    parts = {"SubSecTimeOriginal": "07", "OffsetTimeOriginal": "-03:30"}
    tags = {f"ExifIFD__{name}": text for name, text in parts.items()}
    found = photo(ExifIFD__DateTimeOriginal="2026:05:02 10:00:00", **tags)
    assert found.taken_local == datetime.fromisoformat("2026-05-02T10:00:00.07")
    assert found.offset_minutes == -210


def test_times_that_exiftool_computes_are_not_used():
    reckoned = {"Composite__DateTimeOriginal": "2026:05:01 10:00:00"}
    found = photo(**reckoned, **{"XMP-photoshop__DateCreated": "2026:05:02 10:00:00.5"})
    assert found.taken_local == datetime.fromisoformat("2026-05-02T10:00:00.5")


def test_invalid_parts_are_ignored():
    parts = {"SubSecTimeOriginal": "\u00b2", "OffsetTimeOriginal": "+14:01"}
    tags = {f"ExifIFD__{name}": text for name, text in parts.items()}
    found = photo(ExifIFD__DateTimeOriginal="2026:05:02 10:00:00", **tags)
    assert (found.taken_local.microsecond, found.offset_minutes) == (0, None)


@pytest.mark.parametrize("maker", ["NIKON CORPORATION", "Canon", "GoPro AVC encoder"])
def test_create_date_is_local_for_cameras_and_utc_for_phones(maker):
    tags = {"QuickTime__CreateDate": "2026:05:06 10:00:00", "Track1__CompressorName": maker}
    assert film(**tags).taken_local.hour == 10


def test_times_of_matroska_and_ffprobe_are_utc():
    tags = {"File:MIMEType": "video/x-matroska", "Info:DateTimeOriginal": "2026:05:06 10:00:00Z"}
    assert of(tags)[6:8] == (datetime.fromisoformat("2026-05-06T12:00"), 120)
    probed = {"tags": {"creation_time": "2026-05-06T10:00:00.000000Z"}}
    assert of(streams=[video()], container=probed).taken_local.hour == 12


@pytest.mark.parametrize("text", NEVER_SET)
def test_time_of_a_clock_that_was_never_set_is_ignored(text):
    later = {"ExifIFD__CreateDate": "2026:05:06 10:00:00"}
    assert photo(ExifIFD__DateTimeOriginal=text, **later).taken_local.year == 2026
    assert photo(ExifIFD__DateTimeOriginal=text).taken_local is None
    assert film(QuickTime__CreateDate=text).taken_local is None


def test_photos_of_cameras_and_phones_sort_in_their_real_order():
    day = [
        photo(ExifIFD__DateTimeOriginal="2026:05:06 10:00:00"),
        film(QuickTime__CreateDate="2026:05:06 08:01:00"),
        film(Keys__CreationDate="2026:05:06 10:02:00+02:00"),
        photo(Composite__SubSecDateTimeOriginal="2026:05:06 10:03:00.5+02:00"),
        film(Info__DateTimeOriginal="2026:05:06 08:04:00Z"),
        film(QuickTime__CreateDate="2026:05:06 10:05:00", Nikon__Make="NIKON"),
        photo(Composite__GPSDateTime="2026:05:06 08:06:00Z"),
    ]
    assert [one.taken_local.minute for one in sorted(day, key=lambda one: one.taken_local)] == [
        *range(7)
    ]
