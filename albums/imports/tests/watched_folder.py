"""A folder that is watched by a real process, and what has become of what lay in it."""

import re
import signal
from pathlib import Path

from clientpix.testing.installation import PATIENCE, eventually

ALIVE = (
    "SELECT v.name FROM assets_version v JOIN albums_placement p ON p.picture_id = v.picture_id"
    " WHERE p.trashed_at IS NULL ORDER BY p.order_key"
)


class HotFolder:
    """Where people put files, and the house that they come into."""

    def __init__(self, house, folder):
        self.house, self.folder = house, folder
        folder.mkdir()

    def watch(self, settle=0.3, **environment):
        options = ("--album", "Anna", "--every", "0.05", "--settle", settle)
        process = self.house.start_managed("watch", self.folder, *options, **environment)
        says(process, f"Watching {self.folder} for Anna.\n")
        return process

    def watch_until(self, number, process=None):
        """Until so many files are in and it has said so; then it is told to stop."""
        process = process or self.watch()
        eventually(lambda: len(self.names()) == number, what=f"{number} files")
        eventually(lambda: "It took" in process.log.read_text())
        end(process)
        return process

    def names(self):
        return [name for (name,) in self.house.rows(ALIVE)]

    def until_in(self, *wanted):
        eventually(lambda: self.names() == list(wanted), what=f"{wanted}")

    def incoming(self):
        return list(Path(self.house.folder, "photos", "incoming").iterdir())


def says(process, pattern):
    """It comes to say this, and says it only once."""
    pattern = re.escape(pattern) if isinstance(pattern, str) else pattern.pattern
    text = process.log.read_text
    eventually(
        lambda: re.search(pattern, text()) or process.poll() is not None,
        what=f"{pattern} in {text()}",
    )
    assert len(re.findall(pattern, text())) == 1, text()


def end(process, number=signal.SIGTERM):
    process.send_signal(number)
    assert process.wait(PATIENCE) == 0, process.log.read_text()
    assert "Traceback" not in process.log.read_text()
