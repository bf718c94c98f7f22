"""A small tus client over Django's test client or a real connection."""

import base64
import hashlib

from assets.tus import protocol

UPLOADS = "/studio/uploads/"
CHUNK = 8 * 1024**2


def sha256_of(content):
    return hashlib.sha256(content).hexdigest()


def metadata(**labels):
    """Encode the values for Upload-Metadata."""
    values = {
        key: value if isinstance(value, bytes) else str(value).encode()
        for key, value in labels.items()
    }
    return ",".join(f"{key} {base64.b64encode(value).decode()}" for key, value in values.items())


def checksum(content, algorithm="sha256"):
    digest = hashlib.new(algorithm, content).digest()
    return f"{algorithm} {base64.b64encode(digest).decode()}"


class Sender:
    """Send requests like the studio's scripts do. Errors are returned, not raised."""

    def __init__(self, client, album):
        self.client, self.album = client, album

    def request(self, method, url, body=b"", content_type=protocol.CHUNK_CONTENT_TYPE, **headers):
        headers = {"Tus_Resumable": "1.0.0", "Content_Type": content_type} | headers
        headers = {
            name.replace("_", "-"): str(value)
            for name, value in headers.items()
            if value is not None
        }
        return self.client.generic(method, url, body, content_type, headers=headers)

    def begin(self, length, name="a.jpg", body=b"", labels=None, **headers):
        labels = {"filename": name, "album": self.album.pk} | (labels or {})
        headers = {"Upload_Length": length, "Upload_Metadata": metadata(**labels)} | headers
        return self.request("POST", UPLOADS, body, **headers)

    def begun(self, length, name="a.jpg", **labels):
        """Start an upload and return its URL."""
        reply = self.begin(length, name, labels=labels)
        assert reply.status_code == 201, reply.content
        return reply["Location"]

    def patch(self, url, offset, body, **headers):
        return self.request("PATCH", url, body, Upload_Offset=offset, **headers)

    def head(self, url):
        return self.request("HEAD", url)

    def offset(self, url):
        return int(self.head(url)["Upload-Offset"])

    def send(self, content, name="a.jpg", **labels):
        """Upload everything and return the last response."""
        url = self.begun(len(content), name, **labels)
        reply = None
        for start in range(0, len(content), CHUNK):
            reply = self.patch(url, start, content[start : start + CHUNK])
        return reply


def error(reply):
    """Return the status and message of an error, after checking that it is JSON."""
    assert reply["Content-Type"] == "application/json"
    assert reply["Tus-Resumable"] == "1.0.0"
    assert "no-store" in reply["Cache-Control"]
    sentence = reply.json()["error"]
    assert sentence.endswith(".")
    assert "<" not in sentence
    return reply.status_code, sentence
