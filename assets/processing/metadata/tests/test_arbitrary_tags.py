import json
import subprocess

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from assets.intake.kinds import KIND_BY_EXTENSION, Kind
from assets.processing import metadata, probe
from assets.processing.metadata import ParsedMetadata
from assets.processing.metadata.tests.tool_output import BERLIN
from assets.processing.probe import exiftool
from assets.tests.corpus import as_kept, corpus

TAGS = some.sampled_from(
    [
        *("IFD0:Make", "IFD0:Model", "IFD0:Orientation", "File:MIMEType", "ExifIFD:ISO"),
        *("ExifIFD:FNumber", "ExifIFD:LensModel", "ExifIFD:DateTimeOriginal"),
        *("ExifIFD:SubSecTimeOriginal", "ExifIFD:OffsetTimeOriginal", "Composite:ImageSize"),
        *("Composite:GPSLatitude", "Composite:GPSLongitude", "Composite:GPSDateTime"),
        *("Keys:CreationDate", "QuickTime:CreateDate", "QuickTime:Duration"),
        *("XMP-dc:Subject", "XMP-xmp:Rating", "XMP-dc:Description"),
    ]
)
ASKED = [
    *("-EXIF:ISO", "-EXIF:FNumber", "-EXIF:ExposureTime", "-EXIF:FocalLength"),
    *("-EXIF:DateTimeOriginal", "-Composite:GPSLatitude", "-Composite:GPSLongitude", "-Model"),
]
WORDS = some.text(max_size=20) | some.sampled_from(
    [
        *("video/mp4", "image/heic", "1e999", "9" * 5000, "1" * 400 + ":0:0", "-0", "0 0"),
        *("9999:12:31 23:59:59Z", "2199:12:31 23:59:59Z", "1826:01:01 00:00:00Z"),
        *("2026:05:06 10:00:00+99:99", "\u00b2", "\u0663"),
    ]
)
VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | WORDS,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(WORDS, inner, max_size=4),
    max_leaves=6,
)
STREAMS = some.fixed_dictionaries(
    {},
    optional={
        name: VALUES | some.just("video") | some.just({"rotation": "90"})
        for name in ("codec_type", "width", "height", "side_data_list", "tags", "disposition")
        + ("sample_aspect_ratio",)
    },
)
ANSWERS = VALUES | some.fixed_dictionaries(
    {"exiftool": VALUES | some.dictionaries(TAGS | WORDS, VALUES, max_size=8)},
    optional={
        "ffprobe": VALUES
        | some.fixed_dictionaries(
            {"streams": VALUES | some.lists(STREAMS, max_size=3)},
            optional={"format": VALUES | some.fixed_dictionaries({"tags": VALUES})},
        )
    },
)


@given(ANSWERS)
@example({"exiftool": {"ExifIFD:ISO": 10**5000}})
def test_any_tags_give_values_that_fit_their_columns(answers):
    found = metadata.parse(answers, BERLIN)
    assert isinstance(found, ParsedMetadata)
    assert len(found.camera) <= 120
    assert len(found.lens) <= 120
    assert found.iso is None or 0 < found.iso < 2**31
    assert found.width is None or 0 < found.width < 2**31
    assert found.offset_minutes is None or abs(found.offset_minutes) < 2**15
    assert found.taken_local is None or found.taken_local.tzinfo is None
    assert found.rating in {None, *range(6)}
    numbers = [
        found.aperture,
        found.shutter,
        found.focal_length,
        found.latitude,
        found.duration_seconds,
    ]
    json.dumps(numbers, allow_nan=False)


@pytest.mark.corpus
def test_values_of_real_files_match_those_of_exiftool(tmp_path, print_figures):
    photos = [(path, ext) for path, ext in corpus() if KIND_BY_EXTENSION[ext] is not Kind.FILM]
    command = [exiftool.find_program(), "-json", "-n", *ASKED, *(str(path) for path, _ in photos)]
    done = subprocess.run(command, capture_output=True, timeout=120)
    expected = {one["SourceFile"]: one for one in json.loads(done.stdout)}
    compared = sum(
        _agree(
            metadata.parse(probe.read_all(as_kept(path, ext, tmp_path), ext)), expected[str(path)]
        )
        for path, ext in photos
    )
    print_figures(f"{len(photos)} photos, {compared} values equal")
    assert len(photos) >= 50


def _agree(found, expected):
    pairs = [
        (found.iso, expected.get("ISO")),
        (found.aperture, expected.get("FNumber")),
        (found.shutter, expected.get("ExposureTime")),
        (found.focal_length, expected.get("FocalLength")),
        (found.latitude, expected.get("GPSLatitude")),
        (found.longitude, expected.get("GPSLongitude")),
        (_clock(found.taken_local), expected.get("DateTimeOriginal")),
    ]
    kept = [pair for pair in pairs if None not in pair]
    assert [theirs for _, theirs in kept] == [
        ours if isinstance(ours, str) else pytest.approx(ours) for ours, _ in kept
    ]
    assert found.camera or not expected.get("Model")
    return len(kept)


def _clock(taken):
    return taken and taken.strftime("%Y:%m:%d %H:%M:%S")
