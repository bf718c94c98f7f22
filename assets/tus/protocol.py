"""What a client says in its headers, read strictly."""

import base64
import binascii
import hashlib
import hmac
import re

from django.utils.translation import gettext as _

from assets.tus.errors import UploadRefused

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination"
ALGORITHMS = ("sha1", "sha256")
CHUNK_CONTENT_TYPE = "application/offset+octet-stream"
MAX_CHUNK_SIZE = 16 * 1024**2

_NUMBER = re.compile(r"[0-9]{1,18}")
_METADATA_KEY = re.compile(r"[!-+\--~]+")


def check_version(said):
    if said != VERSION:
        raise UploadRefused(412, _("This server speaks tus 1.0.0."), Tus_Version=VERSION)


def parse_number(headers, name):
    """A header that must be there, and be a whole number."""
    said = headers.get(name, "")
    if not _NUMBER.fullmatch(said):
        raise UploadRefused(400, _("The header %s must be a whole number.") % name)
    return int(said)


def parse_chunk_length(headers):
    """How long the body will be; without a word of it nobody knows when it is complete."""
    if "Transfer-Encoding" in headers:
        raise UploadRefused(411, _("Say with Content-Length how long the chunk is."))
    length = parse_number(headers, "Content-Length") if headers.get("Content-Length") else 0
    if length > MAX_CHUNK_SIZE:
        raise UploadRefused(
            413, _("A chunk may have at most 16 MiB. Send the file in more of them.")
        )
    return length


def parse_metadata(said):
    """Keys with their bytes; nothing of it is believed but that it is bytes."""
    pairs = {}
    for pair in filter(None, said.split(",")):
        key, _space, value = pair.strip(" ").partition(" ")
        if not _METADATA_KEY.fullmatch(key) or key in pairs:
            raise UploadRefused(400, _("The header Upload-Metadata cannot be read."))
        try:
            pairs[key] = base64.b64decode(value.encode("ascii"), validate=True)
        except (UnicodeEncodeError, binascii.Error) as error:
            raise UploadRefused(400, _("The header Upload-Metadata cannot be read.")) from error
    return pairs


class Checksum:
    """What a chunk must come to; until all of it has come to that, none of it counts."""

    def __init__(self, said):
        algorithm, _space, digest = said.partition(" ")
        if algorithm not in ALGORITHMS:
            raise UploadRefused(400, _("A checksum can be of %s.") % ", ".join(ALGORITHMS))
        self._hash = hashlib.new(algorithm, usedforsecurity=False)
        try:
            self._wanted = base64.b64decode(digest.encode("ascii"), validate=True)
        except (UnicodeEncodeError, binascii.Error) as error:
            raise UploadRefused(400, _("The header Upload-Checksum cannot be read.")) from error

    def update(self, piece):
        self._hash.update(piece)

    def check(self):
        if not hmac.compare_digest(self._hash.digest(), self._wanted):
            raise UploadRefused(460, _("The chunk was damaged on its way. Send it again."))


def parse_checksum(headers):
    said = headers.get("Upload-Checksum")
    return None if said is None else Checksum(said)
