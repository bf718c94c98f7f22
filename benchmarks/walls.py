"""Measure what the photo grid of an album costs for different album sizes.

    .venv/bin/python -m benchmarks.walls            (SQLite, and PostgreSQL if installed)
    .venv/bin/python -m benchmarks.walls browser    (Chromium, with a slowed-down CPU)

Albums have only rows, with two renditions per photo. CPU is that of view and template, without the
PostgreSQL server: the median of interleaved rounds.
"""

import inspect
import os
import statistics
import subprocess
import sys
import tempfile
import time

SIZES = (100, 1_000, 10_000, 50_000)
ROUNDS, TIMES = 9, 5


def main():
    from clientpix.setup.postgres import temporary_postgres

    with temporary_postgres() as url:
        for vendor, database in (("SQLite", ""), ("PostgreSQL", url)):
            if database or vendor == "SQLite":
                print(vendor, flush=True)
                _child("one", database)


def _child(name, database=""):
    with tempfile.TemporaryDirectory() as data:
        environment = os.environ | {"CLIENTPIX_DATA": data, "DATABASE_URL": database}
        command = [sys.executable, "-m", "benchmarks.walls", name]
        subprocess.run(command, env=environment, check=True)


def prepare():
    """Prepare an empty installation for this process, and return its owner."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "clientpix.settings"
    import django
    from django.conf import settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from accounts.models import User

    for alias in connections:
        call_command("migrate", database=alias, verbosity=0)
    return User.objects.create_user("o@x.org", "a long enough word", role="owner")


def one():
    """Measure everything on one database."""
    owner = prepare()
    from django.db import connection

    from albums.tests.factories import grids
    from albums.tests.factories.albums import create_album

    albums = {}
    for number in SIZES:
        albums[number] = create_album(owner, f"{number} pictures")
        grids.add_photos(albums[number], number, copies=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    ways = {number: _ways(album, owner) for number, album in albums.items()}
    rounds = [
        {key: _cpu(way) for number in SIZES for key, way in _named(number, ways[number])}
        for _ in range(ROUNDS)
    ]
    spent = {key: statistics.median(one[key] for one in rounds) for key in rounds[0]}
    for number in SIZES:
        _print(number, spent, ways[number])
    _explain(albums[SIZES[-1]])


def _ways(album, owner):
    from albums.grid import shapes, views

    blocks = shapes.measure_album(album)["sections"][""]
    first, last = blocks[0], blocks[-2]
    return {
        "page": _call(views.grid, album, owner),
        "first": _call(views.block, album, owner, **_query(first, blocks[1])),
        "last": _call(views.block, album, owner, **_query(last, blocks[-1])),
        "shape": _call(views.shape, album, owner),
        "figures": _call(views.album_totals, album, owner),
        "developing": _call(views.progress, album, owner),
    }


def _query(block, following):
    return {"from": block["from"], "to": following["from"]}


def _call(view, album, owner, **query):
    """Return a call of VIEW without its decorators and without parsing a request."""
    from django.test import RequestFactory

    request = RequestFactory().get("/", query)
    request.user, request.session = owner, {}
    view = inspect.unwrap(view)
    return lambda: view(request, album)


def _named(number, ways):
    return [((number, name), way) for name, way in ways.items()]


def _cpu(way):
    began = time.process_time()
    for _ in range(TIMES):
        way()
    return (time.process_time() - began) / TIMES * 1000


def _print(number, spent, ways):
    queries = {name: _queries(way) for name, way in ways.items()}
    figures = ", ".join(f"{name} {spent[number, name]:.2f} ms ({queries[name]})" for name in ways)
    ratio = spent[number, "last"] / spent[number, "first"]
    print(f"    {number:>6}: {figures}; last / first block {ratio:.2f} x", flush=True)


def _queries(way):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        way()
    return len(queries)


def _explain(album):
    """Print the query plan for a block in the middle of the largest album."""
    from albums.grid import BLOCK_SIZE, cursors

    placements = album.placements.in_grid().with_leading_version().filter(section=None)
    middle = placements.order_by(*cursors.ORDER)[SIZES[-1] // 2]
    print(cursors.filter_range(placements, cursors.make_cursor(middle))[:BLOCK_SIZE].explain())


if __name__ == "__main__":
    chosen = sys.argv[1] if len(sys.argv) > 1 else ""
    if chosen == "one":
        one()
    elif chosen == "browser":
        from benchmarks.scrolling import browse

        browse()
    else:
        main()
