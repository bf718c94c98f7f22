"""Measure what `manage.py import_photos` costs for large files and for 10,000 small ones.

    .venv/bin/python benchmarks/intake.py large [FILES]
    .venv/bin/python benchmarks/intake.py small [FILES]      (SQLite, and PostgreSQL if installed)

large: each round copies the files with cp, syncs the copies and hashes them with sha256sum, then
imports them into an empty installation with one thread and with two. small: imports the files
twice and reads the time of each from its row. All files are in TMPDIR, which should be on a disk
and not in memory.
"""

import os
import random
import statistics
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

from children import ROOT, installation, run

ROUNDS = 5
LARGE = range(20_000_000, 25_000_000)
SMALL = range(4_000, 30_000)
IMPORT = ("import_photos", "--later", "--album", "Shoot")
PRINT_ROWS = """
import hashlib
from albums.models import Placement
from assets.models import Asset, Picture, Version
rows = [sorted(kind.objects.values_list()) for kind in (Asset, Picture, Version, Placement)]
print(hashlib.sha256(repr(rows).encode()).hexdigest())
for moment in Placement.objects.order_by("placed_at").values_list("placed_at", flat=True):
    print(moment.timestamp())
"""


def large(files=40):
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        (folder / "empty").mkdir()
        print(f"{files} files, {_make(folder / 'shoot', files, LARGE) / 1e6:.0f} MB")
        methods = {
            "cp, sync, sha256sum": lambda: _bare(folder),
            "an empty folder": lambda: _import(folder, "empty"),
            "--jobs 1": lambda: _import(folder, "shoot", "--jobs", "1"),
            "--jobs 2": lambda: _import(folder, "shoot", "--jobs", "2"),
        }
        rounds = [[method() for method in methods.values()] for _ in range(ROUNDS)]
        for name, *spent in zip(methods, *rounds, strict=True):
            bare = [one[0] for one in rounds]
            print(f"{name:<20} {_beside(bare, spent, 'cpu')}    {_beside(bare, spent, 'wall')}")


def small(files=10_000):
    sys.path.insert(0, str(ROOT))
    from clientpix.setup.postgres import temporary_postgres

    with tempfile.TemporaryDirectory() as folder, temporary_postgres() as url:
        folder = Path(folder)
        print(f"{files} files, {_make(folder / 'shoot', files, SMALL) / 1e6:.0f} MB")
        for vendor, database in (("SQLite", ""), ("PostgreSQL", url)):
            if database or vendor == "SQLite":
                print(vendor)
                _twice(folder, database, files // 10)


def _twice(folder, database, step):
    with installation(folder, database) as manage:
        first, before = _import_and_read_rows(manage, folder / "shoot")
        again, after = _import_and_read_rows(manage, folder / "shoot")
    _print_steps(first, [float(moment) for moment in before[1:]], step)
    for what in ("cpu", "wall"):
        one, two = getattr(first, what), getattr(again, what)
        print(f"    {what:<5} {one:6.1f} s, again {two:5.1f} s: {two / one:.3f} x")
    result = "no row changed" if before == after else "ROWS CHANGED"
    print(
        f"    written {first.written / 1e6:.1f} MB, again {again.written / 1e6:.1f} MB, {result}"
    )


def _import_and_read_rows(manage, folder):
    spent = manage(*IMPORT, folder)
    print(f"    {spent.output.splitlines()[-1]}")
    return spent, manage("shell", "-v0", "-c", PRINT_ROWS).output.splitlines()


def _print_steps(spent, moments, step):
    """Print the cost per file for each tenth of the files. The first includes the start."""
    ends = [spent.marks[0][0], *moments[step - 1 :: step]]
    cpu = [next((cpu for at, cpu in spent.marks if at >= end), spent.cpu) for end in ends]
    for what, clock in (("cpu", cpu), ("wall", ends)):
        costs = [(end - start) / step * 1000 for start, end in pairwise(clock)]
        figures = " ".join(f"{cost:.2f}" for cost in costs)
        print(f"    {what:<5} {figures} ms per file: last / first {costs[-1] / costs[0]:.2f} x")


def _make(folder, files, sizes):
    """Write JPEG headers with noise after them, and return the total size."""
    folder.mkdir()
    for number in range(files):
        dice = random.Random(number)
        content = b"\xff\xd8\xff\xe0" + dice.randbytes(dice.choice(sizes))
        (folder / f"IMG_{number:05}.jpg").write_bytes(content)
    os.sync()
    return sum(path.stat().st_size for path in folder.iterdir())


def _bare(folder):
    script = 'cp -r "$1" "$2"; sync "$2"/*; sha256sum "$2"/*'
    with tempfile.TemporaryDirectory(dir=folder) as copies:
        return run(["sh", "-ec", script, "sh", folder / "shoot", f"{copies}/copy"])


def _import(folder, name, *how):
    with installation(folder) as manage:
        return manage(*IMPORT, folder / name, *how)


def _beside(bare, spent, what):
    """Return the median, and the median ratio to the bare copy of the same round."""
    seconds = [getattr(one, what) for one in spent]
    reference = [getattr(one, what) for one in bare]
    ratios = [one / other for one, other in zip(seconds, reference, strict=True)]
    return f"{what} {statistics.median(seconds):6.2f} s, {statistics.median(ratios):.2f} x bare"


if __name__ == "__main__":
    name, *numbers = sys.argv[1:]
    {"large": large, "small": small}[name](*map(int, numbers))
