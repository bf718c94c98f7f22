"""The power fails while people upload. Acknowledged files are there when it is back."""

import hashlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field

import pytest

from assets.storage import paths
from clientpix.testing.installation import ROOT, Installation, eventually

MEGABYTES = 1024
UPLOAD = (
    "import django; django.setup(); from albums.tests.durability import endless_uploaders as all; "
)


@dataclass
class Loss:
    """The acknowledged files, and those of them that are missing or damaged."""

    acknowledged: int
    lost: set
    whole: set = field(default_factory=set)
    short: set = field(default_factory=set)
    bad: set = field(default_factory=set)
    rows_without_bytes: set = field(default_factory=set)

    def __bool__(self):
        return bool(self.lost or self.short or self.bad or self.rows_without_bytes)

    def __str__(self):
        return (
            f"{self.acknowledged} acknowledged, {len(self.lost)} lost, {len(self.short)} short, "
            f"{len(self.bad)} bad, {len(self.rows_without_bytes)} rows without bytes"
        )


class Studio:
    """An installation on a small disk, with a ledger of acknowledged files on another disk."""

    def __init__(self, disk, installation, folder):
        self.disk, self.installation = disk, Installation(disk.path / "house")
        self.installation.environment["CLIENTPIX_DISK_RESERVE"] = "0"
        shutil.copytree(installation.folder, self.installation.folder)
        subprocess.run(["sync", "-f", disk.path], check=True)
        self.ledger, self.log = folder / "ledger", folder / "log"
        self.ledger.touch()

    def cut(self, name, *without, after=1):
        """Upload until at least AFTER files are acknowledged, cut the power, and restore it."""
        uploaders = self._open(name, without, after)
        try:
            time.sleep(random.uniform(0.1, 1))
            assert uploaders.poll() is None, self.log.read_text()
            self.disk.cut_power()
        finally:
            os.killpg(uploaders.pid, signal.SIGKILL)
            uploaders.wait()
        self.disk.unmount()
        self.disk.mount()

    def _open(self, name, without, after):
        enough = self._acknowledged() + after
        with self.ledger.open("ab") as ledger, self.log.open("w") as log:
            uploaders = subprocess.Popen(
                [sys.executable, "-c", f"{UPLOAD}all.upload_forever{(name, *without)}"],
                env=self.installation.environment,
                cwd=ROOT,
                stdout=ledger,
                stderr=log,
                start_new_session=True,
            )
        eventually(lambda: self._acknowledged() >= enough or uploaders.poll() is not None)
        return uploaders

    def _acknowledged(self):
        return self.ledger.read_bytes().count(b"\n")

    def loss(self):
        acknowledged = dict(line.split() for line in self.ledger.read_text().splitlines())
        loss = Loss(len(acknowledged), set(acknowledged))
        for sha256, size, extension, is_placed in self._rows():
            missed = self._find_problem(sha256, size, extension)
            if sha256 not in acknowledged:
                loss.rows_without_bytes |= {sha256} if missed else set()
            elif is_placed and str(size) == acknowledged[sha256] and missed != "lost":
                loss.lost.remove(sha256)
                getattr(loss, missed or "whole").add(sha256)
        return loss

    def _rows(self):
        # The database wasn't closed, so SQLite recovers it here.
        with closing(sqlite3.connect(self.installation.folder / "clientpix.sqlite3")) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            return database.execute(
                "SELECT sha256, size, extension, EXISTS (SELECT 1 FROM assets_version"
                " JOIN albums_placement USING (picture_id) WHERE asset_id = assets_asset.id)"
                " FROM assets_asset"
            ).fetchall()

    def _find_problem(self, sha256, size, extension):
        path = self.installation.folder / "photos" / paths.original_key(sha256, extension)
        if not path.exists():
            return "lost"
        if path.stat().st_size != size:
            return "short"
        return "" if hashlib.sha256(path.read_bytes()).hexdigest() == sha256 else "bad"


@pytest.fixture
def studio(small_disk, installation, tmp_path):
    return Studio(small_disk(MEGABYTES), installation, tmp_path)


@pytest.mark.parametrize("cuts", [3, pytest.param(50, marks=pytest.mark.long)])
def test_acknowledged_files_are_stored_after_a_power_cut(studio, print_figures, cuts):
    for cut in range(cuts):
        studio.cut(f"cut {cut}", after=21)
        loss = studio.loss()
        assert not loss, f"after {cut + 1} cuts: {loss}"
    print_figures(f"{cuts} power cuts: {loss}")
    assert len(loss.whole) == loss.acknowledged > 20 * cuts


@pytest.mark.parametrize(("without", "share"), [("fsync", 0.9), ("synchronous", 0.01)])
def test_missing_fsync_is_detected(studio, print_figures, without, share):
    # Without fsync, files are short or missing. Without full synchronous, the last rows are.
    for cut in range(5):
        studio.cut(f"cut {cut}", without)
        loss = studio.loss()
        print_figures(f"without {without}: {loss}")
        missed = loss.lost | loss.short if without == "fsync" else loss.lost
        if len(missed) >= share * loss.acknowledged:
            return
    pytest.fail(f"without {without} nothing was lost")
