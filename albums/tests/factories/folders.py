"""Folders as cameras write them, and the photos that were imported from them."""

import io
import os
import re
from typing import NamedTuple

from django.core.management import CommandError, call_command

from albums.models import Placement
from albums.tests.factories.stored_files import fake_jpeg

# An import writes such a line every ten seconds, so only on a busy machine.
PROGRESS_LINE = re.compile(r"^((Preparing|Checked) )?[\d,]+ of [\d,]+.*\n", re.MULTILINE)


def write_files(folder, files):
    """Write FILES, contents by relative name, and return FOLDER. A name may be bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = os.path.join(os.fsencode(folder), os.fsencode(name))  # noqa: PTH118
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(content)
    return folder


def create_card(folder, count, size=0):
    """Write COUNT different photos, IMG_1.jpg and so on."""
    names = (f"IMG_{number}.jpg" for number in range(1, count + 1))
    return write_files(folder, {name: fake_jpeg(f"{folder.name} {name}", size) for name in names})


def snapshot_folder(folder):
    """Return names, contents, modes and times of everything in FOLDER, except access times."""
    return {path: _snapshot(path) for path in sorted(folder.rglob("*"))} | {"": _snapshot(folder)}


def _snapshot(path):
    status = path.lstat()
    content = path.read_bytes() if path.is_file() else b""
    return status.st_mtime_ns, status.st_ctime_ns, status.st_mode, status.st_size, content


def list_names(album_title=None):
    """Return the names of the files in the albums, in order."""
    placements = Placement.objects.alive().in_order()
    if album_title:
        placements = placements.filter(album__title=album_title)
    return list(placements.values_list("picture__versions__name", flat=True))


def without_progress(output):
    return PROGRESS_LINE.sub("", output)


class CommandResult(NamedTuple):
    exit_code: int
    stdout: str
    stderr: str

    @property
    def errors(self):
        return self.stderr.splitlines()


def import_photos(*paths, album="Anna", **options):
    """Run the command in this process and without workers."""
    options.setdefault("later", True)
    out, err = io.StringIO(), io.StringIO()
    exit_code = 0
    try:
        call_command("import_photos", *paths, album=album, stdout=out, stderr=err, **options)
    except SystemExit as exit_:
        exit_code = exit_.code
    except CommandError as error:
        exit_code = 1
        err.write(f"{error}\n")
    return CommandResult(exit_code, without_progress(out.getvalue()), err.getvalue())
