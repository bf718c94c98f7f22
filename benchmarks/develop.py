"""What three renditions of a 24-megapixel JPEG cost, beside other ways to make the same files.

    .venv/bin/python -m benchmarks.develop [ROUNDS] [PICTURES...]

All make 2400, 800 and 400 pixels as WebP. Ours is what a worker does: a fenced child, one decode
at half scale, method 2; the hash that every file gets on arrival is counted in. Naive is Pillow as
most people write it: a full decode for each of the two large ones, and method 4. Sharp decodes
once, in one thread, with effort 4. The floor is what nobody can leave out: the hash, the decode at
half scale, and libwebp over pixels that are there already. Every round goes through all of them,
picture by picture; figures are medians of CPU.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from PIL import Image, ImageOps

from assets import fingerprint, renditions
from assets.recipes import METHOD, SIZES, fitted
from benchmarks.scenes import scenes

LANCZOS = Image.Resampling.LANCZOS
SHARP = Path(__file__).with_name("sharp.js")
PIECE = 1 << 20


def main(rounds=5, *paths):
    with tempfile.TemporaryDirectory() as folder, _sharp(Path(folder)) as sharp:
        folder = Path(folder)
        pictures = [Path(path) for path in paths] or scenes(folder)
        ways = {"ours": _ours, "naive": _naive, "floor": _floor}
        costs = {name: [] for name in [*ways, *(["sharp"] if sharp else [])]}
        for _ in range(int(rounds)):
            for picture in pictures:
                for name, way in ways.items():
                    costs[name].append(_cpu(way(picture, folder)))
                if sharp:
                    costs["sharp"].append(sharp(picture, folder))
        _print_costs({name: statistics.median(spent) for name, spent in costs.items()})
        _print_memory(pictures, folder)
        _print_pace(pictures * 4, folder)


def _ours(path, into):
    def develop():
        _hash(path)
        renditions.draw(path, "jpg", 0, into)

    return develop


def _naive(path, into):
    def develop():
        for size in SIZES[:2]:
            image = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
            image = image.resize(fitted(image.size, size.longest), LANCZOS)
            _save(image, into, size, 4)
        _save(image.resize(fitted(image.size, SIZES[2].longest), LANCZOS), into, SIZES[2], 4)

    return develop


def _floor(path, into):
    with Image.open(path) as image:
        image.draft(None, fitted(image.size, SIZES[0].longest))
        ready = [image.resize(fitted(image.size, size.longest), LANCZOS) for size in SIZES]

    def develop():
        _hash(path)
        with Image.open(path) as image:
            image.draft(None, fitted(image.size, SIZES[0].longest))
            image.load()
        for made, size in zip(ready, SIZES, strict=True):
            _save(made, into, size, METHOD)

    return develop


def _hash(path):
    with path.open("rb") as file:
        fingerprint.of(iter(lambda: file.read(PIECE), b""))


def _save(image, into, size, method):
    image.save(into / f"{size.kind}.webp", quality=size.quality, method=method)


def _cpu(work):
    """In a process of its own, whose children count as well."""
    pid = _forked(work)
    spent = os.wait4(pid, 0)[2]
    return spent.ru_utime + spent.ru_stime


def _forked(work):
    pid = os.fork()
    if not pid:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return pid


@contextmanager
def _sharp(folder):
    """A warm process that tells its own CPU for each picture; nothing where it cannot be had."""
    install = ["npm", "install", "--prefix", folder, "sharp"]
    try:
        subprocess.run(install, check=True, capture_output=True)
        node = subprocess.Popen(
            ["node", SHARP],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"NODE_PATH": str(folder / "node_modules")},
        )
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"NOT COMPARED WITH SHARP, which cannot be had here: {error}")
        yield None
        return

    def develop(path, into):
        print(json.dumps([str(path), str(into)]), file=node.stdin, flush=True)
        return float(node.stdout.readline())

    with node:
        yield develop
        node.stdin.close()


def _print_costs(costs):
    ours = costs["ours"]
    for name, spent in costs.items():
        print(f"{name:<6} {spent * 1e3:6.0f} ms of CPU a picture: {spent / ours:.2f} x ours")
    print(f"ours is {ours / costs['floor']:.2f} x the floor")


def _print_memory(pictures, folder):
    most = max(_own_memory(path, folder) for path in pictures)
    print(f"our child has {most / 2**20:.0f} MB of its own at most")


def _own_memory(path, folder):
    """Looked at every other millisecond, from outside."""
    pid, most = _forked(_ours(path, folder)), 0
    while os.waitpid(pid, os.WNOHANG) == (0, 0):
        with suppress(OSError, ValueError):
            for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
                most = max(most, _private(child))
        time.sleep(0.002)
    return most


def _private(pid):
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith("Private_"))


def _print_pace(pictures, folder):
    """Pace is for a machine that does nothing else; what a picture costs is told on any."""
    (alone, cost), (together, dearer) = (_pace(pictures, folder, workers) for workers in (1, 2))
    print(f"{alone:.2f} photos/s by one worker, {together:.2f} by two: {together / alone:.2f} x")
    print(f"beside another worker a picture costs {dearer / cost:.2f} x as much CPU")


def _pace(pictures, folder, workers):
    started = time.monotonic()
    at_work = [_forked(work) for work in _shares(pictures, folder, workers)]
    spent = [os.wait4(pid, 0)[2] for pid in at_work]
    pace = len(pictures) / (time.monotonic() - started)
    return pace, sum(one.ru_utime + one.ru_stime for one in spent)


def _shares(pictures, folder, workers):
    for worker in range(workers):
        into = folder / f"by{worker}of{workers}"
        into.mkdir()
        jobs = [_ours(path, into) for path in pictures[worker::workers]]
        yield lambda jobs=jobs: [job() for job in jobs]


if __name__ == "__main__":
    main(*sys.argv[1:])
