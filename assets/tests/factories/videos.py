"""Films for tests, made by ffmpeg of a test card and a tone: short, small and real."""

import shutil
import struct
import subprocess
from pathlib import Path

import pytest

IS_HERE = shutil.which("ffmpeg") and shutil.which("ffprobe")
needs_ffmpeg = pytest.mark.skipif(not IS_HERE, reason="ffmpeg is not installed")

H264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p"
HEVC = "-c:v libx265 -preset ultrafast -x265-params log-level=none -pix_fmt yuv420p10le"
AAC = "-c:a aac -b:a 64k"
BARE = "-map_metadata -1 -fflags +bitexact -movflags +faststart"
PLAIN = f"{H264} {AAC} {BARE}"
FIELDS = f"-vf tinterlace=interleave_top {H264} -flags +ildct+ilme -x264opts tff=1"
TURNS = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}


def card(size="160x120", rate=25):
    return f"testsrc=size={size}:rate={rate}"


def halves(left, right, size="160x120"):
    """One colour on the left, another on the right."""
    width, height = map(int, size.split("x"))
    half = f"s={width // 2}x{height}:r=25"
    return f"color={left}:{half}[l];color={right}:{half}[r];[l][r]hstack"


def dawning(dark, light):
    """So many seconds of black, then so many of the test card."""
    night = f"color=black:s=160x120:r=25:d={dark}"
    return f"{night}[n];testsrc=s=160x120:r=25:d={light}[d];[n][d]concat"


def in_hdr(transfer):
    said = f"color_primaries=bt2020:color_trc={transfer}:colorspace=bt2020nc"
    return f"-vf format=yuv420p10le,setparams={said} {HEVC} {AAC}"


def shoot(target, how=PLAIN, scene="", seconds=2, is_silent=False):
    """Write a film of a scene, which is a filter graph of ffmpeg."""
    tone = [] if is_silent else ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"]
    seen = ["-f", "lavfi", "-i", scene or card()]
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", *seen, *tone, *how.split()]
    command += ["-t", str(seconds), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return Path(target)


def turn(film, degrees):
    """Say in an MP4 that it was recorded lying, as a phone does."""
    a, b, c, d = (part * (1 << 16) for part in TURNS[degrees])
    matrix = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    said = bytearray(film.read_bytes())
    at = said.index(b"tkhd") + 44
    said[at : at + 36] = matrix
    film.write_bytes(said)
    return film


def cut(film, part=0.5):
    """Lose the end of it."""
    whole = film.read_bytes()
    film.write_bytes(whole[: int(len(whole) * part)])
    return film
