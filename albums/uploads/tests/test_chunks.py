"""The parts in which a file comes."""

import pytest

from albums.uploads.tests.tus_client import UPLOADS, checksum, error, sha256_of
from assets.models import Asset
from assets.tests.factories.files import jpeg
from assets.tus import protocol

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["", "application/octet-stream", "image/jpeg", "text/plain"])
def test_a_chunk_must_say_that_it_is_one(sender, kind):
    url = sender.begun(5000)
    assert error(sender.patch(url, 0, b"x" * 100, content_type=kind))[0] == 415
    assert error(sender.begin(5000, body=b"x", content_type=kind))[0] == 415
    assert sender.offset(url) == 0


@pytest.mark.parametrize("offset", [0, 499, 501, 4999, 5000, 10**17])
def test_a_chunk_for_another_place_changes_nothing(sender, offset):
    url = sender.begun(5000)
    sender.patch(url, 0, jpeg()[:500])
    assert error(sender.patch(url, offset, b"y" * 10))[0] == 409
    assert sender.offset(url) == 500


@pytest.mark.parametrize("offset", [None, "", "-1", "1.0", "0x1", "٣", "9" * 30, "500 "])
def test_an_offset_is_a_whole_number(sender, offset):
    url = sender.begun(5000)
    assert error(sender.patch(url, offset, b"y" * 10))[0] in {400, 409}
    assert sender.offset(url) == 0


def test_more_than_was_announced_is_refused(sender):
    url = sender.begun(1000)
    assert error(sender.patch(url, 0, bytes(1001)))[0] == 413
    assert sender.offset(url) == 0


def test_a_chunk_has_at_most_16_mib(sender):
    url = sender.begun(40 * 1024**2)
    most = jpeg() + bytes(protocol.MAX_CHUNK_SIZE)
    status, sentence = error(sender.patch(url, 0, most))
    assert (status, "16 MiB" in sentence) == (413, True)
    assert error(sender.begin(40 * 1024**2, body=most)) == (413, sentence)
    assert sender.patch(url, 0, most[: protocol.MAX_CHUNK_SIZE]).status_code == 204


def test_a_body_of_unknown_length_is_refused(sender):
    url = sender.begun(5000)
    reply = sender.patch(url, 0, b"x", Transfer_Encoding="chunked")
    assert error(reply)[0] == 411


def test_a_form_stays_small_at_this_address_as_well(sender):
    reply = sender.request("POST", UPLOADS, bytes(2 * 1024**2), "multipart/form-data; boundary=x")
    assert reply.status_code == 413
    assert reply.json()["error"].endswith(".")


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_chunk_that_was_damaged_on_its_way_is_not_there(sender, algorithm):
    content = jpeg() + bytes(5000)
    url = sender.begun(len(content))
    sender.patch(url, 0, content[:1000])
    damaged = b"!" + content[1001:3000]
    sums = {"Upload_Checksum": checksum(content[1000:3000], algorithm)}
    assert error(sender.patch(url, 1000, damaged, **sums))[0] == 460
    assert sender.offset(url) == 1000
    assert sender.patch(url, 1000, content[1000:3000], **sums)["Upload-Offset"] == "3000"
    assert sender.patch(url, 3000, content[3000:])["Client-Pix-Outcome"] == "new"
    assert Asset.objects.get().sha256 == sha256_of(content)


@pytest.mark.parametrize("said", ["md5 abcd", "sha1", "sha256 !!!", "", "crc32 AAAA", "sha1 ü"])
def test_a_checksum_that_nobody_can_check_is_refused(sender, said):
    url = sender.begun(5000)
    status, _sentence = error(sender.patch(url, 0, jpeg()[:600], Upload_Checksum=said))
    assert status in {400, 460}
    assert sender.offset(url) == 0
