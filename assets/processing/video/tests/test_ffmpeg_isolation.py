"""No film makes ffmpeg open another file or ask another machine."""

import json
import re
import shutil
import subprocess
import sys

import pytest

from assets.intake import kinds
from assets.processing import video
from assets.processing.problems import ProcessingError
from assets.processing.video import ffmpeg, limited_process
from assets.processing.video.inspection import run_ffprobe
from assets.processing.video.tests.playlists import (
    HLS,
    SRT,
    build_playlists,
    write_avi_with_subtitles,
)
from assets.tests.factories.videos import AAC, H264, make_video, needs_ffmpeg
from clientpix.testing.installation import free_port

pytestmark = needs_ffmpeg

PROBE = ["-v", "error", "-show_streams", "-print_format", "json"]
WORK = """
import sys
sys.path.insert(0, "")
from pathlib import Path
from assets.processing import video as video
from assets.processing.problems import ProcessingError
into = Path(sys.argv[1])
for film in map(Path, sys.argv[2:]):
    for work in video.inspect, video.extract_poster, video.make_playable:
        try:
            work(film, film.suffix[1:], *([into] if work is not video.inspect else []))
        except ProcessingError as error:
            print(error.problem)
"""


@pytest.fixture
def secret(tmp_path):
    """A film that nobody asked for."""
    folder = tmp_path / "secret"
    folder.mkdir()
    return make_video(folder / "secret.ts", f"{H264} {AAC} -f mpegts")


@pytest.fixture
def payloads(tmp_path, secret):
    folder = tmp_path / "payloads"
    folder.mkdir()
    for name, text in build_playlists(secret, free_port()).items():
        (folder / name).write_text(text)
    write_avi_with_subtitles(folder / "subtitled.avi", HLS.format(secret))
    return sorted(folder.iterdir())


@pytest.fixture
def output_folder(tmp_path):
    folder = tmp_path / "into"
    folder.mkdir()
    return folder


def list_streams(*words):
    command = [ffmpeg.find_program("ffprobe"), *PROBE, *map(str, words)]
    return json.loads(limited_process.run_for_output(command, limited_process.Limits()))["streams"]


def test_playlist_is_never_opened_as_a_video(payloads, output_folder):
    for film in payloads:
        if film.name != "subtitled.avi":
            with pytest.raises(ProcessingError):
                video.extract_poster(film, film.suffix[1:], output_folder)
    assert list(output_folder.iterdir()) == []


def test_playlist_is_followed_without_our_options(tmp_path, secret):
    film = tmp_path / "list.m3u8"
    film.write_text(HLS.format(secret))
    assert list_streams("-allowed_extensions", "ALL", "-i", film)
    with pytest.raises(ProcessingError):
        list_streams(*ffmpeg.input_options(film, "mp4"))


def test_subtitles_in_a_video_are_not_opened(tmp_path):
    film = tmp_path / "subtitled.avi"
    write_avi_with_subtitles(film, SRT.format("x"))
    assert [one.get("codec_name") for one in list_streams("-i", film)] == ["mpeg4", "subrip"]
    assert [one.get("codec_name") for one in run_ffprobe(film, "avi")["streams"]] == [
        "mpeg4",
        None,
    ]


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
@pytest.mark.parametrize(
    "names",
    [
        ("hls-path.avi", "hls-web.mp4", "subtitled.avi"),
        pytest.param((), id="all", marks=pytest.mark.long),
    ],
)
def test_no_other_file_or_address_is_opened(tmp_path, payloads, output_folder, names):
    chosen = [film for film in payloads if not names or film.name in names]
    log = tmp_path / "log"
    calls = ["-e", "trace=open,openat,socket,connect", "-s", "400"]
    traced = ["strace", "-f", "-qq", *calls, "-o", log, sys.executable, "-c"]
    subprocess.run([*traced, WORK, output_folder, *chosen], check=True, capture_output=True)
    trace = log.read_text()
    assert "AF_INET" not in trace
    opened = {path for path in re.findall(r'"([^"]+)"', trace) if str(tmp_path) in path}
    films_themselves = {str(film) for film in chosen}
    assert films_themselves <= opened
    assert {
        path for path in opened - films_themselves if not path.startswith(str(output_folder))
    } == set()


def test_every_video_extension_has_a_demuxer():
    known = {
        extension for extension, kind in kinds.KIND_BY_EXTENSION.items() if kind is kinds.Kind.FILM
    }
    assert set(ffmpeg.DEMUXERS) == known


@pytest.mark.parametrize("name", ["-y.mp4", "concat:a|b.mp4", "http:x.mp4", "%d.mp4", "a\nb.mp4"])
def test_file_name_is_never_read_as_an_address(tmp_path, secret, output_folder, name):
    film = tmp_path / name
    shutil.copy(secret, film)
    assert video.extract_poster(film, "mts", output_folder).stat().st_size
