"""Folders as they come from cameras, and what of them has got into an album."""

import io
import os
import re
from typing import NamedTuple

from django.core.management import CommandError, call_command

from albums.models import Placement
from albums.tests.factories.stored_files import made


def fill(folder, files):
    """Write FILES, content by relative name, where a name may be bytes; FOLDER comes back."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = os.path.join(os.fsencode(folder), os.fsencode(name))  # noqa: PTH118
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(content)
    return folder


def card(folder, number, size=0):
    """So many pictures, each unlike all others."""
    names = (f"IMG_{one}.jpg" for one in range(1, number + 1))
    return fill(folder, {name: made(f"{folder.name} {name}", size) for name in names})


def state_of(folder):
    """All that can be seen of a folder: names, contents, modes, times; not when it was read."""
    return {path: _state(path) for path in sorted(folder.rglob("*"))} | {"": _state(folder)}


def _state(path):
    status = path.lstat()
    content = path.read_bytes() if path.is_file() else b""
    return status.st_mtime_ns, status.st_ctime_ns, status.st_mode, status.st_size, content


def lying(album=None):
    """The names of what lies in albums, in the order in which it came."""
    placed = Placement.objects.alive().in_order()
    if album:
        placed = placed.filter(album__title=album)
    return list(placed.values_list("picture__versions__name", flat=True))


# A command writes such a line every ten seconds, so only on a busy machine.
PROGRESS_LINE = re.compile(r"^(developing |looked at )?[\d,]+ of [\d,]+.*\n", re.MULTILINE)


def without_progress(output):
    return PROGRESS_LINE.sub("", output)


class Said(NamedTuple):
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def complaints(self):
        return self.err.splitlines()


def import_photos(*paths, album="Anna", **options):
    """The command, as from a shell but without a process of its own, or of workers."""
    options.setdefault("later", True)
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command("import_photos", *paths, album=album, stdout=out, stderr=err, **options)
    except SystemExit as ended:
        code = ended.code
    except CommandError as error:
        code = 1
        err.write(f"{error}\n")
    return Said(code, without_progress(out.getvalue()), err.getvalue())
