"""Measure what the task queue costs, compared with the statements that any durable queue needs.

    .venv/bin/python benchmarks/jobs.py [JOBS]          (SQLite, or DATABASE_URL)

A job needs three commits: enqueue, claim, store the outcome. The reference makes three such
commits on a simple table. Five interleaved rounds; medians of CPU.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 5


def main(jobs=300):
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"CLIENTPIX_DATA": folder, "DJANGO_SETTINGS_MODULE": "clientpix.settings"}
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection, connections

        for alias in connections:
            call_command("migrate", database=alias, verbosity=0)
        rounds = [(_reference(connection, jobs), _ours(jobs)) for _ in range(ROUNDS)]
        _print(connection.vendor, jobs, *map(list, zip(*rounds, strict=True)))
        connections.close_all()


def _reference(connection, jobs):
    """Run bare statements through the same driver, each with its own commit."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bare")
        cursor.execute("CREATE TABLE bare (id integer PRIMARY KEY, state text, body text)")
        started = _clocks()
        for number in range(jobs):
            cursor.execute("INSERT INTO bare VALUES (%s, 'ready', %s)", [number, "x" * 200])
        for number in range(jobs):
            cursor.execute("UPDATE bare SET state = 'running' WHERE id = %s", [number])
            cursor.execute("UPDATE bare SET state = 'done' WHERE id = %s", [number])
        return _since(started)


def _ours(jobs):
    from clientpix.jobs.models import Job
    from clientpix.jobs.tests.sample_tasks import add
    from clientpix.jobs.workers.worker import Worker

    Job.objects.all().delete()
    started = _clocks()
    for number in range(jobs):
        add.enqueue(number, 1)
    Worker("benchmark").drain()
    spent = _since(started)
    assert Job.objects.filter(state="done").count() == jobs
    return spent


def _clocks():
    return time.process_time(), time.monotonic()


def _since(started):
    return tuple(now - then for now, then in zip(_clocks(), started, strict=True))


def _print(vendor, jobs, reference, ours):
    for name, index in (("CPU", 0), ("wall", 1)):
        bare, queue = (
            statistics.median(spent[index] for spent in rounds) / jobs * 1e6
            for rounds in (reference, ours)
        )
        figures = f"bare {bare:6.0f} us, ours {queue:6.0f} us per job: {queue / bare:.1f} x"
        print(f"{vendor:<10} {name:<5} {figures}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
