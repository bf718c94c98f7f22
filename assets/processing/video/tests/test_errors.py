"""Damaged videos, a missing ffmpeg, and interrupted conversions."""

import pytest

from assets.processing import video
from assets.processing.problems import Problem, ProcessingError
from assets.processing.video import ffmpeg
from assets.processing.video.progress import Progress
from assets.tests.factories.videos import (
    AAC,
    H264,
    PLAIN,
    draw_test_card,
    make_video,
    needs_ffmpeg,
    truncate,
)


@pytest.fixture
def output_folder(tmp_path):
    folder = tmp_path / "into"
    folder.mkdir()
    return folder


def get_problem(work, *arguments):
    with pytest.raises(ProcessingError) as error:
        work(*arguments)
    return error.value.problem


@needs_ffmpeg
@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("early.mp4", PLAIN),
        ("early.mkv", f"{H264} {AAC}"),
        ("early.webm", "-c:v libvpx -deadline realtime -c:a libopus"),
    ],
)
def test_truncated_video_gets_a_poster_but_no_conversion(tmp_path, output_folder, name, how):
    film = truncate(make_video(tmp_path / name, how, seconds=4))
    extension = film.suffix[1:]
    assert not video.is_playable(video.inspect(film, extension))
    assert video.extract_poster(film, extension, output_folder).stat().st_size
    assert get_problem(video.make_playable, film, extension, output_folder) is Problem.TRUNCATED
    assert [file.name for file in output_folder.iterdir()] == ["poster.png"]


@needs_ffmpeg
def test_video_without_its_index_or_empty_is_damaged(tmp_path, output_folder):
    headless = truncate(make_video(tmp_path / "headless.mp4", f"{H264} {AAC}"))
    empty = tmp_path / "empty.mp4"
    empty.touch()
    for film in headless, empty:
        for work in video.extract_poster, video.make_playable:
            assert get_problem(work, film, "mp4", output_folder) is Problem.DAMAGED
    assert list(output_folder.iterdir()) == []


@needs_ffmpeg
def test_file_with_audio_only_has_no_video_stream(tmp_path, output_folder):
    film = make_video(tmp_path / "heard.mp4", f"-map 1 {AAC}")
    for work in video.extract_poster, video.make_playable:
        assert get_problem(work, film, "mp4", output_folder) is Problem.NO_VIDEO_STREAM


@needs_ffmpeg
def test_frame_with_too_many_pixels_is_not_decoded(tmp_path, output_folder, monkeypatch):
    film = make_video(tmp_path / "huge.mp4", "-c:v mjpeg", draw_test_card("640x480", 5))
    monkeypatch.setattr(ffmpeg, "MAX_PIXELS", 640 * 480 - 1)
    assert get_problem(video.extract_poster, film, "mp4", output_folder) is Problem.NO_VIDEO_STREAM
    assert list(output_folder.iterdir()) == []


@needs_ffmpeg
def test_interrupted_conversion_leaves_no_file(tmp_path, output_folder):
    film = make_video(tmp_path / "unwanted.avi", "-c:v mpeg4")

    def tell(fraction):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        video.make_playable(film, "avi", output_folder, tell)
    assert list(output_folder.iterdir()) == []


@needs_ffmpeg
def test_conversion_that_times_out_leaves_no_file(tmp_path, output_folder, monkeypatch):
    film = make_video(tmp_path / "slow.avi", "-c:v mpeg4")
    monkeypatch.setattr(video.conversion, "BASE_TIMEOUT", 0)
    monkeypatch.setattr(video.conversion, "TIMEOUT_PER_SECOND", 0)
    assert get_problem(video.make_playable, film, "avi", output_folder) is Problem.TIMED_OUT
    assert list(output_folder.iterdir()) == []


def test_missing_ffmpeg_is_reported(tmp_path, output_folder, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    for work in video.extract_poster, video.make_playable:
        with pytest.raises(ProcessingError, match="ffmpeg_missing: ffprobe"):
            work(tmp_path / "film.mp4", "mp4", output_folder)


@needs_ffmpeg
def test_ffmpeg_without_h264_is_reported(tmp_path, output_folder, monkeypatch):
    film = make_video(tmp_path / "any.avi", "-c:v mpeg4")
    monkeypatch.setattr(ffmpeg, "has_feature", lambda ability: False)
    with pytest.raises(ProcessingError, match=r"ffmpeg_missing: .*H\.264"):
        video.make_playable(film, "avi", output_folder)


def test_progress_is_a_fraction_that_never_decreases():
    fractions = []
    progress = Progress(10, fractions.append)
    for chunk in [b"out_time_us=2500", b"000\nspeed=2x\n", b"out_time_us=N/A\nout_time_us=1\n"]:
        progress.feed(chunk)
        progress.report()
    progress.feed(b"out_time_us=11000000\n")
    progress.report()
    assert fractions == [0, 0.25, 0.25, 1]


def test_progress_stays_zero_when_the_length_is_unknown():
    fractions = []
    progress = Progress(0, fractions.append)
    progress.feed(b"out_time_us=2500000\n")
    progress.report()
    assert fractions == [0]
