"""Measure what `manage.py import_photos` costs from start to end, including previews.

    .venv/bin/python -m benchmarks.ingest [PHOTOS]

Different 24-megapixel JPEGs are imported into an empty installation, and a quarter of them into
another. The difference is what a photo costs once everything has started. The reference is the
codecs and the hash alone, for the same files, in one process. Medians of 3 rounds.
"""

import random
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.children import installation
from benchmarks.develop import cpu_of, floor
from benchmarks.scenes import scenes

ROUNDS = 3


def main(photos=64):
    photos = int(photos)
    few = photos // 4
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        many = _shoot(folder / "many", range(photos))
        _shoot(folder / "few", range(few))
        rounds = [
            (
                _measure_floor(many[:few], folder),
                _measure_import(folder, "few"),
                _measure_import(folder, "many"),
            )
            for _ in range(ROUNDS)
        ]
    bare = [floor / few for (floor, _), _, _ in rounds]
    cpu, wall = (
        [(long[what] - short[what]) / (photos - few) for _, short, long in rounds]
        for what in (0, 1)
    )
    beside = statistics.median(one / other for one, other in zip(cpu, bare, strict=True))
    print(f"the floor  {statistics.median(bare) * 1e3:.0f} ms of CPU per photo")
    print(f"the import {statistics.median(cpu) * 1e3:.0f} ms: {beside:.2f} x the floor")
    print(f"           {1 / statistics.median(wall):.2f} photos/s, on all cores")


def _shoot(folder, numbers):
    """Write the same few scenes, each time with other bytes after the picture."""
    folder.mkdir()
    made = scenes(folder.parent)
    for number in numbers:
        content = made[number % len(made)].read_bytes() + random.Random(number).randbytes(64)
        (folder / f"IMG_{number:04}.jpg").write_bytes(content)
    return sorted(folder.iterdir())


def _measure_floor(shoot, folder):
    ready = [floor(path, folder) for path in shoot]
    return sum(map(cpu_of, ready)), 0


def _measure_import(folder, name):
    """Return CPU and wall time, including the start and the end of the workers."""
    with installation(folder) as manage:
        spent = manage("import_photos", "--album", "Shoot", folder / name)
        return spent.cpu, spent.wall


if __name__ == "__main__":
    main(*sys.argv[1:])
