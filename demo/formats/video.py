"""Make a video of fireworks over a bay, six seconds with sound, with ffmpeg."""

import shutil
import subprocess

import numpy as np

from demo.painting.frame import Frame, resize
from demo.painting.light import blur, colour, develop
from demo.painting.noise import clouds
from demo.scenes.night import DARK, SPARKS
from demo.scenes.sky import falling
from demo.shoot.cameras import PIXEL

WIDTH, HEIGHT, RATE, SECONDS = 1280, 720, 25, 6
SHRINK = 2
STEPS_PER_FRAME = 6  # moments of a frame: a spark is a line while the shutter is open
PATIENCE = 120


def is_possible():
    return shutil.which("ffmpeg") is not None


def write(path, moment, seed=1):
    """Write the video. Return False if ffmpeg lacks the encoders."""
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-y",
        *_frame_input(),
        *_sound_input(),
        *_output_options(moment),
        str(path),
    ]
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as encoder:
        try:
            for picture in frames(seed):
                encoder.stdin.write(picture.tobytes())
            encoder.stdin.close()
        except BrokenPipeError:
            pass
    if encoder.returncode:
        path.unlink(missing_ok=True)
    return encoder.returncode == 0


def _frame_input():
    form = ["-f", "rawvideo", "-pix_fmt", "rgb24"]
    return [*form, "-s", f"{WIDTH // SHRINK}x{HEIGHT // SHRINK}", "-r", str(RATE), "-i", "-"]


def _sound_input():
    noise = f"anoisesrc=color=brown:amplitude=0.3:seed=7:duration={SECONDS}:sample_rate=48000"
    return ["-f", "lavfi", "-i", f"{noise},tremolo=f=0.2:d=0.7"]


def _output_options(moment):
    picture = ["-vf", f"scale={WIDTH}:{HEIGHT}:flags=bicubic,noise=alls=3:allf=t:all_seed=7"]
    codecs = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "22", "-pix_fmt", "yuv420p"]
    sound = ["-c:a", "aac", "-b:a", "96k", "-shortest"]
    bitexact = ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"]
    metadata = ["-metadata", f"creation_time={moment:%Y-%m-%dT%H:%M:%SZ}"]
    metadata += ["-metadata", f"com.android.model={PIXEL.model}"]
    return [*picture, *codecs, *sound, *bitexact, *metadata, "-movflags", "+faststart"]


def frames(seed):
    rng = np.random.default_rng([seed, 99])
    frame = Frame(WIDTH // SHRINK, HEIGHT // SHRINK, rng)
    shore = int(frame.height * 0.74)
    sky = falling(frame.rows(0, shore), frame.y[shore, 0], DARK)
    waves = clouds(frame.rows(shore, frame.height), 0.03, stretch=7, octaves=4, gain=0.6)
    trail = np.zeros((shore, frame.width, 3), np.float32)
    rockets = [_Rocket(frame, rng, 0.45 * number - 0.3) for number in range(12)]
    for number in range(RATE * SECONDS):
        trail *= 0.90
        for rocket in rockets:
            for part in range(STEPS_PER_FRAME):
                rocket.light(trail, (number + part / STEPS_PER_FRAME) / RATE)
        above = sky * 0.7 + 1.5 * blur(trail, 0.7) + 1.1 * blur(trail, 7)
        yield develop(np.concatenate([above, _mirror(above, waves, number)]))


class _Rocket:
    """One firework: sparks that slow down, fall and go out."""

    def __init__(self, frame, rng, bursts_at):
        self.unit, self.bursts_at = frame.unit, bursts_at
        self.place = np.array([rng.uniform(0.15, 0.85) * frame.w, rng.uniform(0.14, 0.4)])
        number = rng.integers(120, 220)
        angle, share = rng.uniform(0, 2 * np.pi, number), rng.random(number)
        speed = rng.uniform(0.16, 0.30) * np.sqrt(1 - share**2 * 0.85)
        self.ways = np.stack([np.cos(angle), np.sin(angle)], -1) * speed[:, None]
        self.tint = colour(SPARKS[rng.integers(len(SPARKS))])
        self.power = rng.uniform(0.6, 1.2, number)

    def light(self, canvas, time):
        age = time - self.bursts_at
        if not 0 <= age < 2.2:
            return
        places = self.place + self.ways * (1 - np.exp(-2.2 * age)) + [0, 0.05 * age**2]
        columns, rows = (places * self.unit).astype(int).T
        visible = (
            (rows > 1) & (rows < len(canvas) - 1) & (columns > 1) & (columns < canvas.shape[1] - 1)
        )
        power = self.power * max(0.0, 1 - age / 2.2) ** 0.7
        light = self.tint * power[visible, None]
        np.maximum.at(canvas, (rows[visible], columns[visible]), light.astype(np.float32))


def _mirror(above, waves, number):
    height, width = waves.shape
    mirrored = resize(above[::-1], width, height)
    moving = np.roll(waves, number, axis=1) + 0.5 * np.roll(waves[:, ::-1], -number // 2, axis=1)
    depth = np.linspace(0, 1, height)[:, None]
    rows = np.clip(
        np.arange(height)[:, None] + (moving * (3 + 20 * depth)).astype(int), 0, height - 1
    )
    return mirrored[rows, np.arange(width)[None, :]] * (0.6 - 0.25 * depth)[..., None]
