"""Rules about films, told from what ffprobe says: no film and no ffmpeg is needed here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.processing.problems import Problem, ProcessingError
from assets.processing.video import ffprobe_output, footage, mp4_boxes

LAID_OUT_WELL = mp4_boxes.Layout(is_faststart=True, has_only_known_boxes=True)
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


def said(*streams, **whole):
    return {"streams": list(streams), "format": WHOLE | whole}


def read(extension="mp4", layout=LAID_OUT_WELL, sound=SOUND, **pictures):
    streams = [PICTURES | pictures, *([sound] if sound else [])]
    return ffprobe_output.parse(said(*streams), extension, layout)


def test_a_film_is_as_long_as_what_is_seen_and_heard_of_it():
    assert read().seconds == 10.02
    assert read(sound=None).seconds == 10.0
    assert read(sound=None, duration="N/A").seconds == 12.0
    matroska = {"duration": None, "tags": {"DURATION": "01:00:10.500000000"}}
    assert read(sound=None, **matroska).seconds == 3610.5


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
def test_a_film_is_measured_as_it_is_seen(words, size, turn):
    film = read(**words)
    assert (film.width, film.height) == size
    assert film.pictures.turn == turn


def test_the_first_stream_that_moves_and_the_first_that_sounds_are_taken():
    mute = SOUND | {"index": 3, "codec_name": "unknown"}
    late = PICTURES | {"index": 4}, SOUND | {"index": 5}
    film = ffprobe_output.parse(said(COVER, mute, *late), "mp4", LAID_OUT_WELL)
    assert (film.pictures.at, film.audio.at, film.has_other_streams) == (4, 5, True)


@pytest.mark.parametrize("streams", [(), (SOUND,), (COVER, SOUND), (PICTURES | {"width": 0},)])
def test_what_has_no_moving_picture_is_no_film(streams):
    with pytest.raises(ProcessingError) as trouble:
        ffprobe_output.parse(said(*streams), "mp4", LAID_OUT_WELL)
    assert trouble.value.problem is Problem.NO_VIDEO_STREAM


@pytest.mark.parametrize(
    "tag", ["location", "location-eng", "com.apple.quicktime.location.ISO6709", "LOCATION"]
)
def test_a_place_is_found_in_any_tag(tag):
    whole, stream = {"tags": {tag: "+48+11/"}}, PICTURES | {"tags": {tag: "+48+11/"}}
    assert ffprobe_output.parse(said(PICTURES, **whole), "mov", LAID_OUT_WELL).has_location
    assert ffprobe_output.parse(said(stream), "mov", LAID_OUT_WELL).has_location
    assert not read().has_location


@given(
    st.recursive(
        st.none() | st.floats() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    ),
    st.sampled_from(sorted(set(PICTURES) - {"index", "codec_type", "width", "height"})),
)
def test_nonsense_in_a_word_breaks_nothing(nonsense, word):
    film = read(**{word: nonsense})
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
def test_what_browsers_play_is_left_alone(words):
    assert footage.is_playable(read(**words))


@pytest.mark.parametrize("words", REMADE)
def test_pictures_that_browsers_cannot_show_are_made_anew(words):
    assert not footage.is_playable(read(**words))
    assert not footage.can_copy_video(read(**words))


@pytest.mark.parametrize("words", CARRIED_OVER)
def test_pictures_in_the_wrong_place_are_carried_over(words):
    assert not footage.is_playable(read(**words))
    assert footage.can_copy_video(read(**words))


def test_what_tells_of_a_place_or_brings_other_streams_is_not_handed_out_as_it_is():
    data = {"index": 2, "codec_type": "data"}
    for words in said(PICTURES, SOUND, data), said(PICTURES, SOUND, tags={"location": "+1+1/"}):
        film = ffprobe_output.parse(words, "mp4", LAID_OUT_WELL)
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
def test_a_film_is_fitted_into_the_size_of_a_screen(size, fitted):
    assert read(width=size[0], height=size[1]).playback_size == fitted


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_a_fitted_size_is_even_and_never_larger_than_a_screen(width, height):
    across, down = read(width=width, height=height).playback_size
    assert across % 2 == down % 2 == 0
    assert 2 <= min(across, down) <= footage.MAX_SHORT_EDGE
    assert max(across, down) <= footage.MAX_LONG_EDGE
    assert across <= max(width + 1, 2)
    assert down <= max(height + 1, 2)


def test_a_film_that_hides_its_length_is_judged_by_its_size():
    assert footage.estimate_seconds(read(), 10**9) == 10.02
    endless = ffprobe_output.parse(
        said(PICTURES | {"duration": None}, duration=None), "mp4", LAID_OUT_WELL
    )
    assert footage.estimate_seconds(endless, 10**9) == 8000
