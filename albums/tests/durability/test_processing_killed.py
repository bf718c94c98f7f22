"""Workers are killed with all their child processes, again and again, while they process."""

import os
import random
import signal
import time

import pytest

from clientpix.testing.installation import PATIENCE, eventually
from clientpix.testing.server import is_gone

BRING = """
import io
from albums.arrival import IncomingFile, add_files
from albums.tests.factories import stored_files
from assets.intake import intake
from assets.tests.factories.camera_files import take_photo
album = stored_files.get_album()
for number in range({pairs}):
    for name in (f"IMG_{{number}}.jpg", f"IMG_{{number}}-Edit.jpg"):
        content = take_photo(f"2026:06:{{1 + number // 24:02}} {{number % 24:02}}:00:00")
        received = intake.receive_file(io.BytesIO(content), name)
        add_files(album, [IncomingFile(received, name)], album.created_by)
        received.incoming.discard()
"""
LOOK = """
from assets.integrity import findings
from assets.storage import paths
from assets.storage import vault
from assets.processing import scratch
from assets.models import Rendition
scratch.remove_abandoned()
known = {key for kind in paths.RENDITION_KINDS for key in vault.walk(kind)}
rows = list(Rendition.objects.select_related("asset"))
assert {findings.check(copy) for copy in rows} == {None}
assert known == {copy.key for copy in rows}, "strays"
assert list(vault.walk("incoming")) == []
print(len(rows))
"""
DONE = "SELECT COUNT(*) FROM assets_rendition"
LEFT = "SELECT COUNT(*) FROM jobs_job WHERE state IN ('ready', 'running')"
STATES = "SELECT state, COUNT(*) FROM assets_asset GROUP BY state"
MERGED = "SELECT COUNT(*) FROM assets_picture WHERE merged_into_id IS NOT NULL"


def start_workers(installation):
    return installation.start_manage("worker", "--processes", 2, CLIENTPIX_JOB_LEASE="5")


def family_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as children:  # noqa: PTH123
        kin = [int(child) for child in children.read().split()]
    return [pid, *(one for child in kin for one in family_of(child))]


def kill(process):
    # The supervisor comes first, so that it can't replace its workers.
    family = family_of(process.pid)
    for pid in family:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    eventually(lambda: all(map(is_gone, family)), what="all processes have ended")
    return len(family)


@pytest.mark.db
@pytest.mark.parametrize(
    ("pairs", "kills"), [(10, 2), pytest.param(60, 12, marks=pytest.mark.long)]
)
def test_every_file_is_processed_once_when_workers_are_killed(
    installation, print_figures, pairs, kills
):
    installation.python(BRING.format(pairs=pairs))
    killed = 0
    for _ in range(kills):
        workers, before = start_workers(installation), installation.value(DONE)
        eventually(lambda before=before: installation.value(DONE) > before, what="progress")
        time.sleep(random.uniform(0, 0.3))
        killed += kill(workers)
    start_workers(installation)
    eventually(lambda: installation.value(LEFT) == 0, 4 * PATIENCE, "all jobs are done")
    assert dict(installation.rows(STATES)) == {"ready": 2 * pairs}
    assert installation.value(MERGED) == pairs
    assert int(installation.python(LOOK)) == 2 * pairs * 3
    print_figures(
        f"{pairs} pairs: {killed} processes killed in {kills} rounds, nothing lost, no strays"
    )
