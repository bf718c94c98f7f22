"""Rules about films, told from what ffprobe says: no film and no ffmpeg is needed here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.processing.problems import Problem, ProcessingError
from assets.processing.video import ffprobe_output, footage, mp4_boxes

GOOD_LAYOUT = mp4_boxes.Layout(is_faststart=True, has_only_known_boxes=True)
PICTURES = {
    "index": 0,
    "codec_type": "video",
    "codec_name": "h264",
    "profile": "High",
    "pix_fmt": "yuv420p",
    "width": 1920,
    "height": 1080,
    "sample_aspect_ratio": "1:1",
    "field_order": "progressive",
    "avg_frame_rate": "30000/1001",
    "r_frame_rate": "30/1",
    "bit_rate": "12000000",
    "duration": "10.0",
}
SOUND = {
    "index": 1,
    "codec_type": "audio",
    "codec_name": "aac",
    "profile": "LC",
    "channels": 2,
    "duration": "10.02",
}
COVER = PICTURES | {"index": 2, "codec_name": "mjpeg", "disposition": {"attached_pic": 1}}
WHOLE = {"duration": "12.0", "size": "15000000", "tags": {"major_brand": "isom"}}
LYING = {"side_data_list": [{"side_data_type": "Display Matrix", "rotation": -90}]}


def build_output(*streams, **whole):
    return {"streams": list(streams), "format": WHOLE | whole}


def read_footage(extension="mp4", layout=GOOD_LAYOUT, sound=SOUND, **pictures):
    streams = [PICTURES | pictures, *([sound] if sound else [])]
    return ffprobe_output.parse(build_output(*streams), extension, layout)


def test_duration_is_that_of_the_longer_stream():
    assert read_footage().seconds == 10.02
    assert read_footage(sound=None).seconds == 10.0
    assert read_footage(sound=None, duration="N/A").seconds == 12.0
    matroska = {"duration": None, "tags": {"DURATION": "01:00:10.500000000"}}
    assert read_footage(sound=None, **matroska).seconds == 3610.5


@pytest.mark.parametrize(
    ("words", "size", "turn"),
    [
        ({}, (1920, 1080), 0),
        (LYING, (1080, 1920), 90),
        ({"tags": {"rotate": "270"}}, (1080, 1920), 270),
        ({"tags": {"rotate": "180"}}, (1920, 1080), 180),
        (LYING | {"sample_aspect_ratio": "4:3", "width": 1440}, (1080, 1920), 90),
        ({"sample_aspect_ratio": "0:1"}, (1920, 1080), 0),
        ({"sample_aspect_ratio": "65535:1"}, (1920, 1080), 0),
        ({"sample_aspect_ratio": "1:x"}, (1920, 1080), 0),
    ],
)
def test_size_is_the_upright_one_in_square_pixels(words, size, turn):
    film = read_footage(**words)
    assert (film.width, film.height) == size
    assert film.pictures.turn == turn


def test_first_video_and_first_audio_stream_are_used():
    mute = SOUND | {"index": 3, "codec_name": "unknown"}
    late = PICTURES | {"index": 4}, SOUND | {"index": 5}
    film = ffprobe_output.parse(build_output(COVER, mute, *late), "mp4", GOOD_LAYOUT)
    assert (film.pictures.at, film.audio.at, film.has_other_streams) == (4, 5, True)


@pytest.mark.parametrize("streams", [(), (SOUND,), (COVER, SOUND), (PICTURES | {"width": 0},)])
def test_file_without_a_video_stream_is_a_problem(streams):
    with pytest.raises(ProcessingError) as error:
        ffprobe_output.parse(build_output(*streams), "mp4", GOOD_LAYOUT)
    assert error.value.problem is Problem.NO_VIDEO_STREAM


@pytest.mark.parametrize(
    "tag", ["location", "location-eng", "com.apple.quicktime.location.ISO6709", "LOCATION"]
)
def test_location_is_found_in_any_tag(tag):
    whole, stream = {"tags": {tag: "+48+11/"}}, PICTURES | {"tags": {tag: "+48+11/"}}
    assert ffprobe_output.parse(build_output(PICTURES, **whole), "mov", GOOD_LAYOUT).has_location
    assert ffprobe_output.parse(build_output(stream), "mov", GOOD_LAYOUT).has_location
    assert not read_footage().has_location


@given(
    st.recursive(
        st.none() | st.floats() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    ),
    st.sampled_from(sorted(set(PICTURES) - {"index", "codec_type", "width", "height"})),
)
def test_invalid_values_break_nothing(nonsense, word):
    film = read_footage(**{word: nonsense})
    assert film.width > 0
    assert footage.is_playable(film) in (True, False)


PLAYED = [
    {},
    {"width": 1080, "height": 1920},
    LYING,
    {"pix_fmt": "yuvj420p", "profile": "Constrained Baseline"},
    {"avg_frame_rate": "60/1"},
    {"sound": None},
    {"sound": SOUND | {"codec_name": "mp3", "profile": "unknown"}},
    {"extension": "mov"},
    {"extension": "m4v"},
    {"bit_rate": None},
]
REMADE = [
    {"codec_name": "hevc"},
    {"pix_fmt": "yuv420p10le"},
    {"pix_fmt": "yuv422p"},
    {"profile": "High 10"},
    {"profile": "unknown"},
    {"color_transfer": "arib-std-b67"},
    {"color_transfer": "smpte2084"},
    {"width": 1922},
    {"width": 1440, "height": 1440},
    {"width": 1082, "height": 1920},
    {"sample_aspect_ratio": "4:3", "width": 960, "height": 720},
    {"field_order": "tt"},
    {"field_order": "bb"},
    {"avg_frame_rate": "120/1"},
    {"avg_frame_rate": "0/0", "r_frame_rate": "0/0"},
    {"bit_rate": "50000000"},
    {"tags": {"rotate": "45"}},
    {"extension": "avi"},
    {"extension": "webm"},
    {"extension": "mts"},
]
CARRIED_OVER = [
    {"extension": "mkv"},
    {"extension": "3gp"},
    {"layout": mp4_boxes.Layout(is_faststart=False, has_only_known_boxes=True)},
    {"layout": mp4_boxes.Layout(is_faststart=True, has_only_known_boxes=False)},
    {"sound": SOUND | {"codec_name": "pcm_s16le", "profile": "unknown"}},
    {"sound": SOUND | {"channels": 8}},
]


@pytest.mark.parametrize("words", PLAYED)
def test_playable_video_is_not_converted(words):
    assert footage.is_playable(read_footage(**words))


@pytest.mark.parametrize("words", REMADE)
def test_unplayable_video_is_encoded(words):
    assert not footage.is_playable(read_footage(**words))
    assert not footage.can_copy_video(read_footage(**words))


@pytest.mark.parametrize("words", CARRIED_OVER)
def test_playable_stream_in_another_container_is_copied(words):
    assert not footage.is_playable(read_footage(**words))
    assert footage.can_copy_video(read_footage(**words))


def test_video_with_a_location_or_other_streams_is_not_served_as_it_is():
    data = {"index": 2, "codec_type": "data"}
    for words in (
        build_output(PICTURES, SOUND, data),
        build_output(PICTURES, SOUND, tags={"location": "+1+1/"}),
    ):
        film = ffprobe_output.parse(words, "mp4", GOOD_LAYOUT)
        assert not footage.is_playable(film)
        assert footage.can_copy_video(film)


@pytest.mark.parametrize(
    ("size", "fitted"),
    [
        ((1920, 1080), (1920, 1080)),
        ((3840, 2160), (1920, 1080)),
        ((2160, 3840), (1080, 1920)),
        ((4096, 2160), (1920, 1012)),
        ((2880, 2880), (1080, 1080)),
        ((161, 121), (160, 120)),
        ((20000, 20), (1920, 2)),
        ((1, 1), (2, 2)),
    ],
)
def test_playback_size_fits_full_hd(size, fitted):
    assert read_footage(width=size[0], height=size[1]).playback_size == fitted


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_playback_size_is_even_and_never_too_large(width, height):
    across, down = read_footage(width=width, height=height).playback_size
    assert across % 2 == down % 2 == 0
    assert 2 <= min(across, down) <= footage.MAX_SHORT_EDGE
    assert max(across, down) <= footage.MAX_LONG_EDGE
    assert across <= max(width + 1, 2)
    assert down <= max(height + 1, 2)


def test_duration_is_estimated_by_size_when_unknown():
    assert footage.estimate_seconds(read_footage(), 10**9) == 10.02
    endless = ffprobe_output.parse(
        build_output(PICTURES | {"duration": None}, duration=None), "mp4", GOOD_LAYOUT
    )
    assert footage.estimate_seconds(endless, 10**9) == 8000
