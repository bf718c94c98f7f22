"""Parse and validate what browsers send: album ids, metadata and lists of files."""

import json
import uuid

from django.utils.translation import gettext as _

from albums.models import Album
from albums.uploads.known_files import CandidateFile
from assets.intake import naming
from assets.storage.paths import SHA256
from assets.tus.errors import UploadRefused

MAX_FILES = 500


def get_open_album(person, album_id):
    """Return the album with that id. Raise UploadRefused unless the user may add to it."""
    try:
        pk = uuid.UUID(album_id)
    except ValueError:
        pk = None
    album = Album.objects.accessible_to(person).alive().filter(pk=pk).first()
    if album is None:
        raise UploadRefused(404, _("This album doesn't exist, or you don't have access to it."))
    return album


def parse_metadata(metadata):
    """Return the name, hash and destination from tus metadata."""
    # The name and the folder are only labels: no path on disk is built from them.
    sha256 = metadata.get("sha256", b"").decode("ascii", "replace").lower()
    if sha256 and not SHA256.fullmatch(sha256):
        raise UploadRefused(400, _("A SHA-256 must have 64 hexadecimal digits."))
    return {
        "name": naming.clean_filename(metadata.get("filename", b"")),
        "sha256": sha256,
        "about": {
            "album": metadata.get("album", b"").decode("ascii", "replace"),
            "folder": naming.clean_folder(metadata.get("folder", b"")),
            "section": clean_section_title(metadata.get("section", b"")),
        },
    }


def clean_section_title(section):
    return naming.clean_filename(section) if section else ""


def parse_known_files(body):
    """Return the album id and the CandidateFiles of a request."""
    try:
        data = json.loads(body)
        album, files = data["album"], data["files"]
        if not isinstance(album, str) or not isinstance(files, list) or len(files) > MAX_FILES:
            raise ValueError
        return album, [_parse_candidate(**file) for file in files]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UploadRefused(400, _("This request isn't valid.")) from error


def _parse_candidate(*, sha256, size, name, folder="", section="", **rest):
    is_valid = SHA256.fullmatch(sha256) and type(size) is int and 0 < size < 2**63
    if not is_valid:
        raise ValueError
    return CandidateFile(
        sha256,
        size,
        naming.clean_filename(name),
        naming.clean_folder(folder),
        clean_section_title(section),
    )
