"""What is asked and announced, taken for what it may be: anything."""

import json
import uuid

from django.utils.translation import gettext as _

from albums.models import Album
from albums.uploads.known_files import Wanted
from assets.intake import naming
from assets.storage.paths import SHA256
from assets.tus.errors import Refused

MOST_FILES = 500


def album_open_to(person, said):
    """The album of that id; one that is closed to them is none."""
    try:
        pk = uuid.UUID(said)
    except ValueError:
        pk = None
    album = Album.objects.open_to(person).alive().filter(pk=pk).first()
    if album is None:
        raise Refused(404, _("There is no such album, or it is not open to you."))
    return album


def labels(metadata):
    """What is written on a file; whatever it says, no path is ever made of it."""
    sha256 = metadata.get("sha256", b"").decode("ascii", "replace").lower()
    if sha256 and not SHA256.fullmatch(sha256):
        raise Refused(400, _("A SHA-256 has 64 digits from 0 to f."))
    return {
        "name": naming.cleaned(metadata.get("filename", b"")),
        "sha256": sha256,
        "about": {
            "album": metadata.get("album", b"").decode("ascii", "replace"),
            "folder": naming.folder(metadata.get("folder", b"")),
            "section": title_of(metadata.get("section", b"")),
        },
    }


def title_of(section):
    return naming.cleaned(section) if section else ""


def held(body):
    """The id of an album, and the files that somebody would send there."""
    try:
        said = json.loads(body)
        album, files = said["album"], said["files"]
        if not isinstance(album, str) or not isinstance(files, list) or len(files) > MOST_FILES:
            raise ValueError
        return album, [_wanted(**file) for file in files]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Refused(400, _("This question cannot be read.")) from error


def _wanted(*, sha256, size, name, folder="", section="", **rest):
    is_sound = SHA256.fullmatch(sha256) and type(size) is int and 0 < size < 2**63
    if not is_sound:
        raise ValueError
    return Wanted(sha256, size, naming.cleaned(name), naming.folder(folder), title_of(section))
