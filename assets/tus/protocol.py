"""What a client says in its headers, read strictly."""

import base64
import binascii
import hashlib
import hmac
import re

from django.utils.translation import gettext as _

from assets.tus.errors import Refused

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination"
ALGORITHMS = ("sha1", "sha256")
CHUNK = "application/offset+octet-stream"
LONGEST_CHUNK = 16 * 1024**2

_NUMBER = re.compile(r"[0-9]{1,18}")
_KEY = re.compile(r"[!-+\--~]+")


def check_version(said):
    if said != VERSION:
        raise Refused(412, _("This server speaks tus 1.0.0."), Tus_Version=VERSION)


def number(headers, name):
    """A header that must be there, and be a whole number."""
    said = headers.get(name, "")
    if not _NUMBER.fullmatch(said):
        raise Refused(400, _("The header %s must be a whole number.") % name)
    return int(said)


def chunk_length(headers):
    """How long the body will be; without a word of it nobody knows when it is complete."""
    if "Transfer-Encoding" in headers:
        raise Refused(411, _("Say with Content-Length how long the chunk is."))
    length = number(headers, "Content-Length") if headers.get("Content-Length") else 0
    if length > LONGEST_CHUNK:
        raise Refused(413, _("A chunk may have at most 16 MiB. Send the file in more of them."))
    return length


def metadata(said):
    """Keys with their bytes; nothing of it is believed but that it is bytes."""
    pairs = {}
    for pair in filter(None, said.split(",")):
        key, _space, value = pair.strip(" ").partition(" ")
        if not _KEY.fullmatch(key) or key in pairs:
            raise Refused(400, _("The header Upload-Metadata cannot be read."))
        try:
            pairs[key] = base64.b64decode(value.encode("ascii"), validate=True)
        except (UnicodeEncodeError, binascii.Error) as error:
            raise Refused(400, _("The header Upload-Metadata cannot be read.")) from error
    return pairs


class Checksum:
    """What a chunk must come to; until all of it has come to that, none of it counts."""

    def __init__(self, said):
        algorithm, _space, digest = said.partition(" ")
        if algorithm not in ALGORITHMS:
            raise Refused(400, _("A checksum can be of %s.") % ", ".join(ALGORITHMS))
        self._hash = hashlib.new(algorithm, usedforsecurity=False)
        try:
            self._wanted = base64.b64decode(digest.encode("ascii"), validate=True)
        except (UnicodeEncodeError, binascii.Error) as error:
            raise Refused(400, _("The header Upload-Checksum cannot be read.")) from error

    def update(self, piece):
        self._hash.update(piece)

    def check(self):
        if not hmac.compare_digest(self._hash.digest(), self._wanted):
            raise Refused(460, _("The chunk was damaged on its way. Send it again."))


def checksum(headers):
    said = headers.get("Upload-Checksum")
    return None if said is None else Checksum(said)
