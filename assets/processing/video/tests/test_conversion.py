"""Films as cameras and phones write them, each made into a still and into something to play."""

import pytest
from PIL import Image

from assets.processing import video
from assets.processing.video import ffmpeg
from assets.tests.factories.videos import (
    AAC,
    BARE,
    FIELDS,
    H264,
    PLAIN,
    draw_test_card,
    fade_from_black,
    hdr_options,
    make_video,
    needs_ffmpeg,
    set_rotation,
    two_colors,
)

pytestmark = needs_ffmpeg

RED, BLUE = (255, 0, 0), (0, 0, 255)

CAMCORDER, TAPE = f"{FIELDS} -c:a ac3 -f mpegts", "-c:v mpeg2video -c:a mp2"

# Formats that are converted in the same way as one of the others.
LONG = {"shop.m4v", "studio.mov", "odd.mkv", "old.avi", "tape.mpg", "desk.wmv", "tall.mp4"}
LONG |= {"deep.mp4", "pieces.mp4"}

# A name, how it is written, what is on it, its size as it is seen and as it is played.
REELS = [
    pytest.param(*reel, id=reel[0], marks=[pytest.mark.long] if reel[0] in LONG else [])
    for reel in [
        ("phone.mp4", f"{H264} {AAC}", draw_test_card()),
        ("camera.mov", f"{H264} -c:a pcm_s16le -timecode 01:00:00:00", draw_test_card()),
        ("shop.m4v", f"{H264} {AAC}", draw_test_card()),
        ("studio.mov", "-c:v prores_ks -c:a pcm_s24le", draw_test_card()),
        (
            "web.webm",
            "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -c:a libopus",
            draw_test_card(),
        ),
        ("endless.webm", "-c:v libvpx -deadline realtime -c:a libopus -live 1", draw_test_card()),
        ("two.mkv", f"-map 0 -map 1 -map 1 {H264} -c:a flac", draw_test_card()),
        ("odd.mkv", "-c:v libx264 -pix_fmt yuv444p", draw_test_card("161x121")),
        ("old.avi", "-c:v mpeg4 -c:a mp3", draw_test_card()),
        ("odd.avi", "-c:v mjpeg -c:a pcm_s16le", draw_test_card("161x121")),
        ("tiny.3gp", f"-c:v h263 {AAC}", draw_test_card("176x144")),
        ("fields.mts", CAMCORDER, draw_test_card(rate=50)),
        ("tape.mpg", TAPE, draw_test_card()),
        ("desk.wmv", "-c:v wmv2 -c:a wmav2", draw_test_card()),
        ("wide.mp4", PLAIN, draw_test_card("2560x1080", 5)),
        ("tall.mp4", PLAIN, draw_test_card("1440x2560", 5)),
        ("squeezed.mp4", f"{PLAIN} -vf setsar=4/3", draw_test_card("120x90")),
        ("hurried.mp4", PLAIN, draw_test_card(rate=120)),
        ("deep.mp4", f"-c:v libx264 -pix_fmt yuv420p10le {AAC}", draw_test_card()),
        ("pieces.mp4", f"{PLAIN} -movflags frag_keyframe", draw_test_card()),
    ]
]
SEEN = {
    "odd": (161, 121),
    "tiny": (176, 144),
    "wide": (2560, 1080),
    "tall": (1440, 2560),
    "squeezed": (160, 90),
}
PLAYED = SEEN | {"odd": (160, 120), "wide": (1920, 810), "tall": (1080, 1920)}
USUAL = (160, 120)


@pytest.fixture(scope="module")
def videos(tmp_path_factory):
    return tmp_path_factory.mktemp("reels")


@pytest.fixture
def output_folder(tmp_path):
    folder = tmp_path / "into"
    folder.mkdir()
    return folder


def get_extension(film):
    return film.suffix[1:]


def read_colours(path):
    """Of the middles of its left, right, upper and lower halves."""
    with Image.open(path) as picture:
        across, down = picture.size
        places = [(1, 2), (3, 2), (2, 1), (2, 3)]
        return [picture.getpixel((across * x // 4, down * y // 4)) for x, y in places]


def is_similar_colour(colour, other):
    return all(abs(one - two) < 60 for one, two in zip(colour, other, strict=True))


def measure_brightness(path):
    with Image.open(path) as picture:
        return picture.convert("L").resize((1, 1)).getpixel((0, 0))


@pytest.mark.parametrize(("name", "how", "scene"), REELS)
def test_every_format_gets_a_poster_and_a_playable_video(videos, output_folder, name, how, scene):
    film = make_video(videos / name, how, scene)
    extension = get_extension(film)
    shape = video.inspect(film, extension)
    assert (shape.width, shape.height) == SEEN.get(film.stem, USUAL)
    assert shape.seconds == pytest.approx(0 if film.stem == "endless" else 2, abs=0.1)
    assert not video.is_playable(shape)

    poster = video.extract_poster(film, extension, output_folder)
    with Image.open(poster) as still:
        assert (still.size, still.mode) == (SEEN.get(film.stem, USUAL), "RGB")
    assert measure_brightness(poster) > 60

    fractions = []
    made = video.make_playable(film, extension, output_folder, fractions.append)
    found = video.inspect(made, "mp4")
    assert video.is_playable(found)
    assert (found.width, found.height) == PLAYED.get(film.stem, USUAL)
    assert found.seconds == pytest.approx(2, abs=0.1)
    assert (found.audio is None) == (shape.audio is None)
    assert fractions
    assert set(output_folder.iterdir()) == {poster, made}


@pytest.mark.parametrize(
    ("name", "seconds", "how"),
    [
        ("silent.mp4", 2, f"{H264} {BARE}"),
        ("short.mp4", 0.2, f"{H264} {BARE}"),
        ("single.mp4", 2, f"{H264} {BARE} -frames:v 1"),
    ],
)
def test_video_may_be_silent_and_one_frame_long(videos, output_folder, name, seconds, how):
    film = make_video(videos / name, how, seconds=seconds, is_silent=True)
    shape = video.inspect(film, "mp4")
    assert video.is_playable(shape)
    assert shape.audio is None
    assert measure_brightness(video.extract_poster(film, "mp4", output_folder)) > 60
    assert (
        video.inspect(video.make_playable(film, "mp4", output_folder), "mp4").pictures.codec
        == "h264"
    )


@pytest.mark.parametrize(
    ("degrees", "expected"),
    [(90, (None, None, RED, BLUE)), (180, (BLUE, RED)), (270, (None, None, BLUE, RED))],
)
def test_rotated_recording_is_upright(videos, output_folder, degrees, expected):
    scene = two_colors("red", "blue", "320x240")
    film = set_rotation(make_video(videos / f"turned{degrees}.mp4", scene=scene), degrees)
    shape = video.inspect(film, "mp4")
    assert video.is_playable(shape)
    assert (shape.width, shape.height) == ((320, 240) if degrees == 180 else (240, 320))
    found = read_colours(video.extract_poster(film, "mp4", output_folder))
    for colour, wanted in zip(found, expected, strict=False):
        assert wanted is None or is_similar_colour(colour, wanted)


def test_encoded_video_is_rotated_permanently(videos, output_folder):
    how = f"-c:v libx264 -pix_fmt yuv420p10le {AAC}"
    film = set_rotation(make_video(videos / "lying.mp4", how, two_colors("red", "blue")), 90)
    made = video.make_playable(film, "mp4", output_folder)
    shape = video.inspect(made, "mp4")
    assert (shape.width, shape.height, shape.pictures.turn) == (120, 160, 0)
    assert is_similar_colour(
        read_colours(video.extract_poster(made, "mp4", output_folder))[2], RED
    )


def test_copied_video_keeps_its_rotation_tag(videos, output_folder):
    film = set_rotation(
        make_video(videos / "kept.mp4", f"{H264} {AAC}", two_colors("red", "blue")), 270
    )
    made = video.make_playable(film, "mp4", output_folder)
    shape = video.inspect(made, "mp4")
    assert (shape.width, shape.height, shape.pictures.turn) == (120, 160, 270)
    assert is_similar_colour(
        read_colours(video.extract_poster(made, "mp4", output_folder))[2], BLUE
    )


def test_poster_is_taken_from_a_bright_frame(videos, output_folder):
    late = make_video(videos / "late.mp4", scene=fade_from_black(5, 1), seconds=6)
    assert measure_brightness(video.extract_poster(late, "mp4", output_folder)) > 60
    night = make_video(videos / "night.mp4", scene=fade_from_black(3, 1), seconds=2)
    assert measure_brightness(video.extract_poster(night, "mp4", output_folder)) < 20


@pytest.mark.parametrize("transfer", ["arib-std-b67", "smpte2084"])
def test_hdr_video_is_tone_mapped(videos, output_folder, transfer):
    if not ffmpeg.has_feature("libx265"):
        pytest.skip("this ffmpeg cannot write HEVC")
    film = make_video(
        videos / f"{transfer}.mov", hdr_options(transfer), "color=gray:s=160x120:r=25"
    )
    assert video.inspect(film, "mov").pictures.is_hdr
    still = video.extract_poster(film, "mov", output_folder)
    made = video.make_playable(film, "mov", output_folder)
    shape = video.inspect(made, "mp4")
    assert (shape.pictures.transfer, shape.pictures.matrix) == ("bt709", "bt709")
    again = output_folder / "again"
    again.mkdir()
    assert (
        abs(
            measure_brightness(still)
            - measure_brightness(video.extract_poster(made, "mp4", again))
        )
        < 8
    )
    if ffmpeg.has_feature("zscale"):
        assert 100 < measure_brightness(still) < 180


def test_interlaced_video_is_deinterlaced(videos, output_folder):
    film = make_video(videos / "halves.mts", CAMCORDER, draw_test_card(rate=50))
    shape = video.inspect(film, "mts")
    assert shape.pictures.is_interlaced
    made = video.inspect(video.make_playable(film, "mts", output_folder), "mp4")
    assert not made.pictures.is_interlaced
    assert made.pictures.rate == pytest.approx(2 * shape.pictures.rate, rel=0.05)


TELLING = "-metadata location=+48.1374+011.5755/ -metadata title=Villa -metadata:s:v title=Villa"


@pytest.mark.parametrize("how", [f"{H264} {AAC}", f"-c:v mpeg4 {AAC}"])
def test_location_is_removed(videos, output_folder, how):
    film = make_video(videos / "told.mov", f"{how} {TELLING} -movflags +faststart")
    assert video.inspect(film, "mov").has_location
    assert not video.is_playable(video.inspect(film, "mov"))
    original, made = (
        film.read_bytes(),
        video.make_playable(film, "mov", output_folder).read_bytes(),
    )
    for word in b"Villa", b"48.1374":
        assert word in original
        assert word not in made


def test_chapters_are_removed(videos, output_folder):
    names = videos / "names.txt"
    names.write_text(";FFMETADATA1\n[CHAPTER]\nSTART=0\nEND=900\ntitle=Villa\n")
    film = make_video(videos / "chapters.mkv", f"-f ffmetadata -i {names} -map_chapters 2 {H264}")
    assert b"Villa" in film.read_bytes()
    assert b"Villa" not in video.make_playable(film, "mkv", output_folder).read_bytes()


def test_sei_messages_are_removed(videos, output_folder):
    film = make_video(videos / "chatty.mov", f"{H264} {AAC}")
    made = video.make_playable(film, "mov", output_folder)
    assert b"x264 - core" in film.read_bytes()
    assert b"x264 - core" not in made.read_bytes()


def test_playable_streams_are_copied_unchanged(videos, output_folder):
    film = make_video(videos / "moved.mkv", f"{H264} -c:a flac")
    made = video.inspect(video.make_playable(film, "mkv", output_folder), "mp4")
    assert (made.pictures.profile, made.audio.codec) == ("Constrained Baseline", "aac")


def test_conversion_is_reproducible(videos, output_folder):
    film = make_video(videos / "twice.avi", "-c:v mpeg4")
    once = video.make_playable(film, "avi", output_folder).read_bytes()
    assert video.make_playable(film, "avi", output_folder).read_bytes() == once
