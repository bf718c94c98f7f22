"""The parts in which a file comes."""

import pytest

from albums.uploads.tests.tus_client import UPLOADS, checksum, error, sha256_of
from assets.models import Asset
from assets.tests.factories.files import jpeg
from assets.tus import protocol

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["", "application/octet-stream", "image/jpeg", "text/plain"])
def test_a_chunk_is_refused_when_its_content_type_is_wrong(tus_client, kind):
    url = tus_client.begun(5000)
    assert error(tus_client.patch(url, 0, b"x" * 100, content_type=kind))[0] == 415
    assert error(tus_client.begin(5000, body=b"x", content_type=kind))[0] == 415
    assert tus_client.offset(url) == 0


@pytest.mark.parametrize("offset", [0, 499, 501, 4999, 5000, 10**17])
def test_a_chunk_changes_nothing_when_its_offset_is_wrong(tus_client, offset):
    url = tus_client.begun(5000)
    tus_client.patch(url, 0, jpeg()[:500])
    assert error(tus_client.patch(url, offset, b"y" * 10))[0] == 409
    assert tus_client.offset(url) == 500


@pytest.mark.parametrize("offset", [None, "", "-1", "1.0", "0x1", "٣", "9" * 30, "500 "])
def test_an_offset_is_a_whole_number(tus_client, offset):
    url = tus_client.begun(5000)
    assert error(tus_client.patch(url, offset, b"y" * 10))[0] in {400, 409}
    assert tus_client.offset(url) == 0


def test_a_chunk_is_refused_when_it_exceeds_the_announced_length(tus_client):
    url = tus_client.begun(1000)
    assert error(tus_client.patch(url, 0, bytes(1001)))[0] == 413
    assert tus_client.offset(url) == 0


def test_a_chunk_has_at_most_16_mib(tus_client):
    url = tus_client.begun(40 * 1024**2)
    most = jpeg() + bytes(protocol.MAX_CHUNK_SIZE)
    status, sentence = error(tus_client.patch(url, 0, most))
    assert (status, "16 MiB" in sentence) == (413, True)
    assert error(tus_client.begin(40 * 1024**2, body=most)) == (413, sentence)
    assert tus_client.patch(url, 0, most[: protocol.MAX_CHUNK_SIZE]).status_code == 204


def test_a_body_of_unknown_length_is_refused(tus_client):
    url = tus_client.begun(5000)
    reply = tus_client.patch(url, 0, b"x", Transfer_Encoding="chunked")
    assert error(reply)[0] == 411


def test_a_large_form_is_refused_at_the_upload_url(tus_client):
    reply = tus_client.request(
        "POST", UPLOADS, bytes(2 * 1024**2), "multipart/form-data; boundary=x"
    )
    assert reply.status_code == 413
    assert reply.json()["error"].endswith(".")


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_chunk_is_discarded_when_its_checksum_does_not_match(tus_client, algorithm):
    content = jpeg() + bytes(5000)
    url = tus_client.begun(len(content))
    tus_client.patch(url, 0, content[:1000])
    damaged = b"!" + content[1001:3000]
    sums = {"Upload_Checksum": checksum(content[1000:3000], algorithm)}
    assert error(tus_client.patch(url, 1000, damaged, **sums))[0] == 460
    assert tus_client.offset(url) == 1000
    assert tus_client.patch(url, 1000, content[1000:3000], **sums)["Upload-Offset"] == "3000"
    assert tus_client.patch(url, 3000, content[3000:])["Client-Pix-Outcome"] == "new"
    assert Asset.objects.get().sha256 == sha256_of(content)


@pytest.mark.parametrize(
    "checksum", ["md5 abcd", "sha1", "sha256 !!!", "", "crc32 AAAA", "sha1 ü"]
)
def test_a_checksum_is_refused_when_it_is_invalid(tus_client, checksum):
    url = tus_client.begun(5000)
    status, _sentence = error(tus_client.patch(url, 0, jpeg()[:600], Upload_Checksum=checksum))
    assert status in {400, 460}
    assert tus_client.offset(url) == 0
