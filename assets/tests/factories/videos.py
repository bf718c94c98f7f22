"""Short real videos for tests, made by ffmpeg from a test card and a tone."""

import shutil
import struct
import subprocess
from pathlib import Path

import pytest

IS_INSTALLED = shutil.which("ffmpeg") and shutil.which("ffprobe")
needs_ffmpeg = pytest.mark.skipif(not IS_INSTALLED, reason="ffmpeg is not installed")

H264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p"
HEVC = "-c:v libx265 -preset ultrafast -x265-params log-level=none -pix_fmt yuv420p10le"
AAC = "-c:a aac -b:a 64k"
BARE = "-map_metadata -1 -fflags +bitexact -movflags +faststart"
PLAIN = f"{H264} {AAC} {BARE}"
FIELDS = f"-vf tinterlace=interleave_top {H264} -flags +ildct+ilme -x264opts tff=1"
TURNS = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}


def draw_test_card(size="160x120", rate=25):
    return f"testsrc=size={size}:rate={rate}"


def two_colors(left, right, size="160x120"):
    """Return a scene with one color on the left and another on the right."""
    width, height = map(int, size.split("x"))
    half = f"s={width // 2}x{height}:r=25"
    return f"color={left}:{half}[l];color={right}:{half}[r];[l][r]hstack"


def fade_from_black(dark, light):
    """Return a scene with some seconds of black and then some of the test card."""
    black = f"color=black:s=160x120:r=25:d={dark}"
    return f"{black}[n];testsrc=s=160x120:r=25:d={light}[d];[n][d]concat"


def hdr_options(transfer):
    parameters = f"color_primaries=bt2020:color_trc={transfer}:colorspace=bt2020nc"
    return f"-vf format=yuv420p10le,setparams={parameters} {HEVC} {AAC}"


def make_video(target, options=PLAIN, scene="", seconds=2, is_silent=False):
    """Write a video of a scene, which is an ffmpeg filter graph."""
    tone = [] if is_silent else ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"]
    picture = ["-f", "lavfi", "-i", scene or draw_test_card()]
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", *picture, *tone, *options.split()]
    command += ["-t", str(seconds), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return Path(target)


def set_rotation(video, degrees):
    """Set the rotation of an MP4, like a phone does."""
    a, b, c, d = (part * (1 << 16) for part in TURNS[degrees])
    matrix = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    content = bytearray(video.read_bytes())
    start = content.index(b"tkhd") + 44
    content[start : start + 36] = matrix
    video.write_bytes(content)
    return video


def truncate(video, part=0.5):
    """Remove the end of a file."""
    content = video.read_bytes()
    video.write_bytes(content[: int(len(content) * part)])
    return video
