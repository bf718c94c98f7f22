"""What three renditions of a 24-megapixel JPEG cost, beside other ways to make the same files.

    .venv/bin/python -m benchmarks.develop [ROUNDS] [PICTURES...]

All make 2400, 800 and 400 pixels as WebP. Ours is what a worker does: a fenced child, one decode
at half scale, method 2; the hash that every file gets on arrival is counted in. Naive is Pillow as
most people write it: a full decode for each of the two large ones, and method 4. Sharp decodes
once, in one thread, with effort 4. The floor is what nobody can leave out: the hash, the decode at
half scale, and libwebp over pixels that are there already. Every round goes through all of them,
picture by picture; figures are medians of CPU. With a profile is told apart from without, since
sharp converts before it makes a picture smaller, and we afterwards.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import contextmanager, suppress
from pathlib import Path

from PIL import Image, ImageOps

from assets.processing import renditions
from assets.processing.recipes import METHOD, SIZES, fitted
from assets.storage import fingerprint
from benchmarks.scenes import scenes

LANCZOS = Image.Resampling.LANCZOS
SHARP = Path(__file__).with_name("sharp.js")
PIECE = 1 << 20


def main(rounds=5, *paths):
    with tempfile.TemporaryDirectory() as folder, _sharp(Path(folder)) as sharp:
        folder = Path(folder)
        pictures = [Path(path) for path in paths] or scenes(folder)
        ways = {"ours": _ours, "naive": _naive, "floor": floor}
        costs = defaultdict(lambda: defaultdict(list))
        for _ in range(int(rounds)):
            for picture in pictures:
                of_its_kind = costs[_profile(picture)]
                for name, way in ways.items():
                    of_its_kind[name].append(cpu_of(way(picture, folder)))
                if sharp:
                    of_its_kind["sharp"].append(sharp(picture, folder))
        for kind, spent in costs.items():
            print(kind)
            _print_costs({name: statistics.median(each) for name, each in spent.items()})
        _print_memory(pictures, folder)
        for name in ("ours", "floor"):
            _print_pace(name, [ways[name](path, folder) for path in pictures * 4])


def _ours(path, into):
    def develop():
        _hash(path)
        renditions.render_in_sandbox(path, "jpg", 0, into)

    return develop


def _naive(path, into):
    def develop():
        for size in SIZES[:2]:
            image = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
            image = image.resize(fitted(image.size, size.max_edge), LANCZOS)
            _save(image, into, size, 4)
        _save(image.resize(fitted(image.size, SIZES[2].max_edge), LANCZOS), into, SIZES[2], 4)

    return develop


def floor(path, into):
    with Image.open(path) as image:
        image.draft(None, fitted(image.size, SIZES[0].max_edge))
        ready = [image.resize(fitted(image.size, size.max_edge), LANCZOS) for size in SIZES]

    def develop():
        _hash(path)
        with Image.open(path) as image:
            image.draft(None, fitted(image.size, SIZES[0].max_edge))
            image.load()
        for made, size in zip(ready, SIZES, strict=True):
            _save(made, into, size, METHOD)

    return develop


def _hash(path):
    with path.open("rb") as file:
        fingerprint.compute_fingerprint(iter(lambda: file.read(PIECE), b""))


def _save(image, into, size, method):
    image.save(into / f"{size.kind}.webp", quality=size.quality, method=method)


def cpu_of(work):
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
        print(f"  {name:<6} {spent * 1e3:6.0f} ms of CPU a picture: {spent / ours:.2f} x ours")
    print(f"  ours is {ours / costs['floor']:.2f} x the floor")


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


def _print_pace(name, jobs):
    """Pace is for a machine that does nothing else; what a picture costs is told on any."""
    rounds = [[_pace(jobs, workers) for workers in (1, 2)] for _ in range(3)]
    faster = statistics.median(together[0] / alone[0] for alone, together in rounds)
    dearer = statistics.median(together[1] / alone[1] for alone, together in rounds)
    (alone, _), (together, _) = rounds[-1]
    print(
        f"{name:<6} {alone:.2f} photos/s by one, {together:.2f} by two: {faster:.2f} x,", end=" "
    )
    print(f"at {dearer:.2f} x the CPU a picture")


def _pace(jobs, workers):
    """Photos a second, and what all of them cost."""
    started = time.monotonic()
    shares = [jobs[worker::workers] for worker in range(workers)]
    at_work = [_forked(lambda share=share: [job() for job in share]) for share in shares]
    spent = [os.wait4(pid, 0)[2] for pid in at_work]
    pace = len(jobs) / (time.monotonic() - started)
    return pace, sum(one.ru_utime + one.ru_stime for one in spent)


def _profile(path):
    with Image.open(path) as image:
        return f"with{'' if 'icc_profile' in image.info else 'out'} a profile"


if __name__ == "__main__":
    main(*sys.argv[1:])
