"""Strict parsers for the headers of tus requests."""

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
# Any printable ASCII but the comma.
_METADATA_KEY = re.compile(r"[!-+\--~]+")


def check_version(version):
    if version != VERSION:
        raise UploadRefused(412, _("This server only supports tus 1.0.0."), Tus_Version=VERSION)


def parse_number(headers, name):
    """Return the number in a required header."""
    value = headers.get(name, "")
    if not _NUMBER.fullmatch(value):
        raise UploadRefused(400, _("The %s header must be a whole number.") % name)
    return int(value)


def parse_chunk_length(headers):
    """Return the length of the body."""
    # The end of a body without Content-Length can't be told from a lost connection.
    if "Transfer-Encoding" in headers:
        raise UploadRefused(411, _("The Content-Length header is missing."))
    length = parse_number(headers, "Content-Length") if headers.get("Content-Length") else 0
    if length > MAX_CHUNK_SIZE:
        raise UploadRefused(413, _("A chunk can have at most 16 MiB. Use smaller chunks."))
    return length


def parse_metadata(header):
    """Return the keys of an Upload-Metadata header with their values as bytes."""
    pairs = {}
    for pair in filter(None, header.split(",")):
        key, _space, value = pair.strip(" ").partition(" ")
        if not _METADATA_KEY.fullmatch(key) or key in pairs:
            raise UploadRefused(400, _("The Upload-Metadata header isn't valid."))
        try:
            pairs[key] = base64.b64decode(value.encode("ascii"), validate=True)
        except (UnicodeEncodeError, binascii.Error) as error:
            raise UploadRefused(400, _("The Upload-Metadata header isn't valid.")) from error
    return pairs


class Checksum:
    """The checksum that a chunk must have. If it doesn't match, all of the chunk is dropped."""

    def __init__(self, header):
        algorithm, _space, digest = header.partition(" ")
        if algorithm not in ALGORITHMS:
            raise UploadRefused(
                400, _("Supported checksum algorithms: %s.") % ", ".join(ALGORITHMS)
            )
        self._hash = hashlib.new(algorithm, usedforsecurity=False)
        try:
            self._expected = base64.b64decode(digest.encode("ascii"), validate=True)
        except (UnicodeEncodeError, binascii.Error) as error:
            raise UploadRefused(400, _("The Upload-Checksum header isn't valid.")) from error

    def update(self, block):
        self._hash.update(block)

    def check(self):
        if not hmac.compare_digest(self._hash.digest(), self._expected):
            raise UploadRefused(460, _("The chunk was damaged in transit. Send it again."))


def parse_checksum(headers):
    header = headers.get("Upload-Checksum")
    return None if header is None else Checksum(header)
