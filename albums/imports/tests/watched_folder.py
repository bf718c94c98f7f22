"""A folder that a real process watches, and the photos imported from it."""

import re
import signal
from pathlib import Path

from clientpix.testing.installation import PATIENCE, eventually

LIST_NAMES = (
    "SELECT v.name FROM assets_version v JOIN albums_placement p ON p.picture_id = v.picture_id"
    " WHERE p.trashed_at IS NULL ORDER BY p.order_key"
)


class WatchedFolder:
    """The folder, and the installation whose album it is watched for."""

    def __init__(self, installation, folder):
        self.installation, self.folder = installation, folder
        folder.mkdir()

    def start_watch(self, settle=0.3, **environment):
        options = ("--album", "Anna", "--every", "0.05", "--settle", settle)
        process = self.installation.start_manage("watch", self.folder, *options, **environment)
        assert_logs_once(process, f"Watching {self.folder}. New files are added to Anna.\n")
        return process

    def watch_until_imported(self, count, process=None):
        """Wait until COUNT files are imported and reported, then stop the watcher."""
        process = process or self.start_watch()
        eventually(lambda: len(self.list_names()) == count, what=f"{count} files")
        eventually(lambda: "It took" in process.log.read_text())
        stop(process)
        return process

    def list_names(self):
        return [name for (name,) in self.installation.rows(LIST_NAMES)]

    def wait_for_names(self, *names):
        eventually(lambda: self.list_names() == list(names), what=f"{names}")

    def list_incoming(self):
        return list(Path(self.installation.folder, "photos", "incoming").iterdir())


def assert_logs_once(process, pattern):
    """Wait until the process logs the pattern, and check that it does so only once."""
    pattern = re.escape(pattern) if isinstance(pattern, str) else pattern.pattern
    text = process.log.read_text
    eventually(
        lambda: re.search(pattern, text()) or process.poll() is not None,
        what=f"{pattern} in {text()}",
    )
    assert len(re.findall(pattern, text())) == 1, text()


def stop(process, number=signal.SIGTERM):
    process.send_signal(number)
    assert process.wait(PATIENCE) == 0, process.log.read_text()
    assert "Traceback" not in process.log.read_text()
