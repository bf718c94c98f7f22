"""Measure what three renditions of a 24-megapixel JPEG cost, compared with other methods.

    .venv/bin/python -m benchmarks.develop [ROUNDS] [PICTURES...]

All make WebP files with 2400, 800 and 400 pixels.

- ours: as a worker does it: a sandboxed child, one decode at half scale, method 2, and the hash
- naive: Pillow as most people use it: a full decode for each of the two large sizes, and method 4
- sharp: one decode in one thread, with effort 4
- floor: what is unavoidable: the hash, the decode at half scale, and libwebp on pixels in memory

Every round runs all of them for each picture. Figures are medians of CPU. Pictures with and
without a profile are separate, because sharp converts colors before it scales down, and we do it
afterwards.
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
CHUNK_SIZE = 1 << 20


def main(rounds=5, *paths):
    with tempfile.TemporaryDirectory() as folder, _sharp(Path(folder)) as sharp:
        folder = Path(folder)
        pictures = [Path(path) for path in paths] or scenes(folder)
        methods = {"ours": _ours, "naive": _naive, "floor": floor}
        costs = defaultdict(lambda: defaultdict(list))
        for _ in range(int(rounds)):
            for picture in pictures:
                results = costs[_profile(picture)]
                for name, method in methods.items():
                    results[name].append(cpu_of(method(picture, folder)))
                if sharp:
                    results["sharp"].append(sharp(picture, folder))
        for kind, spent in costs.items():
            print(kind)
            _print_costs({name: statistics.median(each) for name, each in spent.items()})
        _print_memory(pictures, folder)
        for name in ("ours", "floor"):
            _print_pace(name, [methods[name](path, folder) for path in pictures * 4])


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
        fingerprint.compute_fingerprint(iter(lambda: file.read(CHUNK_SIZE), b""))


def _save(image, into, size, method):
    image.save(into / f"{size.kind}.webp", quality=size.quality, method=method)


def cpu_of(work):
    """Run WORK in a child process and return the CPU seconds of it and its children."""
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
    """Start sharp and yield a function that returns its CPU per picture, or yield None."""
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
        print(f"NOT COMPARED WITH SHARP, which is not available here: {error}")
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
        print(f"  {name:<6} {spent * 1e3:6.0f} ms of CPU per picture: {spent / ours:.2f} x ours")
    print(f"  ours is {ours / costs['floor']:.2f} x the floor")


def _print_memory(pictures, folder):
    most = max(_own_memory(path, folder) for path in pictures)
    print(f"our child process uses at most {most / 2**20:.0f} MB of its own")


def _own_memory(path, folder):
    """Return the highest private memory of the child process, sampled every 2 ms."""
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
    """Print photos per second and the CPU per photo."""
    # The pace is only meaningful on an idle machine, the CPU on any.
    rounds = [[_pace(jobs, workers) for workers in (1, 2)] for _ in range(3)]
    faster = statistics.median(together[0] / alone[0] for alone, together in rounds)
    dearer = statistics.median(together[1] / alone[1] for alone, together in rounds)
    (alone, _), (together, _) = rounds[-1]
    print(f"{name:<6} {alone:.2f} photos/s with one worker, {together:.2f} with two", end=": ")
    print(f"{faster:.2f} x, at {dearer:.2f} x the CPU per picture")


def _pace(jobs, workers):
    """Return photos per second, and the CPU seconds of all of them."""
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
