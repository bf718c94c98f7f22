"""Writing chunks without an endpoint: who may write, and which bytes stay."""

import random
import threading

import pytest

from assets.intake.kinds import UnsupportedFile
from assets.tests.factories.files import big, jpeg
from assets.tests.factories.uploads import CONTENT, begin, checksum_of, files, send
from assets.tus import chunks, upload
from assets.tus.errors import UploadNotFound, UploadRefused, WriterReplaced

# --- One client -----------------------------------------------------------------------------


def test_chunks_make_up_the_file():
    pending = begin()
    assert chunks.get_offset(pending) == 0
    assert send(pending, 0, 4000) == chunks.get_offset(pending) == 4000
    assert send(pending, 4000, 10_000) == 10_000
    assert pending.path.read_bytes() == CONTENT


def test_upload_is_found_with_its_declaration():
    pending = upload.create_upload(length=5, name="ä.jpg", person="anna", about={"album": "7"})
    assert upload.find_upload(pending.handle) == pending


@pytest.mark.parametrize("handle", ["", "0" * 32, "../../etc/passwd", "A" * 32, "0" * 31 + "\n"])
def test_invalid_handles_are_not_found(handle):
    with pytest.raises(UploadNotFound):
        upload.find_upload(handle)


def test_upload_with_an_empty_declaration_is_not_found():
    pending = begin()
    upload.get_file_path(pending.handle, ".json").write_text("")
    with pytest.raises(UploadNotFound):
        upload.find_upload(pending.handle)


def test_offset_is_one_byte_short_until_the_file_is_stored():
    # A client takes an upload as done when its offset is its length.
    pending = begin()
    send(pending, 0, 10_000)
    assert chunks.get_offset(pending) == 9_999
    assert send(pending, 9_999, 9_999) == 9_999
    assert send(pending, 9_999, 10_000) == 10_000
    assert pending.path.read_bytes() == CONTENT


def test_offset_of_a_one_byte_file_is_zero_until_it_is_stored():
    pending = upload.create_upload(length=1, name="a.cr2", person="anna")
    assert chunks.write_chunk(pending, 0, 1, [b"\0"]) == 1
    assert chunks.get_offset(pending) == 0


def test_stored_original_is_never_written_to(tmp_path):
    # A process was killed after it linked the file as an original.
    pending = begin()
    send(pending, 0, 10_000)
    original = tmp_path / "original"
    original.hardlink_to(pending.path)
    pending.path.chmod(0o444)
    assert chunks.write_chunk(pending, 9_999, 1, [b"!"], checksum_of(b"!")) == 10_000
    with pytest.raises(UploadRefused):
        chunks.write_chunk(pending, 9_999, 1, [b"!"], checksum_of(b"?"))
    with pending.write_lock() as lock, lock.hold():
        lock.admit_writer(17)
    with pytest.raises(WriterReplaced):
        chunks.get_offset(pending)
    assert original.read_bytes() == CONTENT


def test_unsupported_file_is_refused_by_its_first_bytes():
    pending = begin(b"PK\x03\x04" + bytes(2_000_000), "a.zip")
    with pytest.raises(UnsupportedFile):
        send(pending, 0, 5000, b"PK\x03\x04" + bytes(6000))
    assert files() == []


def test_first_bytes_can_come_in_two_chunks():
    pending = begin(bytes(9000), "a.txt")
    assert send(pending, 0, 4000, b"hello " * 2000) == 4000
    with pytest.raises(UnsupportedFile):
        send(pending, 4000, 4096, b"hello " * 2000)
    assert files() == []


def test_small_jpeg_is_accepted():
    content = jpeg()
    pending = begin(content)
    assert send(pending, 0, len(content), content) == len(content)


# --- Several clients ------------------------------------------------------------------------


def test_stalled_writer_fails_when_the_offset_is_asked_for():
    pending, offsets = begin(), []

    def stalling_blocks():
        yield CONTENT[:1000]
        offsets.append(chunks.get_offset(pending))
        yield CONTENT[1000:2000]

    with pytest.raises(WriterReplaced):
        chunks.write_chunk(pending, 0, 2000, stalling_blocks())
    assert offsets == [1000]
    assert pending.path.read_bytes() == CONTENT[:1000]


def test_stalled_writer_does_not_disturb_the_next():
    pending = begin()

    def stalling_blocks():
        yield CONTENT[:1000]
        send(pending, 1000, 6000)
        yield b"!" * 1000

    with pytest.raises(WriterReplaced):
        chunks.write_chunk(pending, 0, 2000, stalling_blocks())
    send(pending, 6000, 10_000)
    assert pending.path.read_bytes() == CONTENT


def test_stalled_chunk_with_a_checksum_is_dropped():
    pending, offsets = begin(), []
    send(pending, 0, 500)

    def stalling_blocks():
        yield CONTENT[500:1000]
        with pytest.raises(UploadRefused):
            send(pending, 1000, 1500)
        offsets.append(chunks.get_offset(pending))
        yield CONTENT[1000:2000]

    with pytest.raises(WriterReplaced):
        chunks.write_chunk(pending, 500, 1500, stalling_blocks(), checksum_of(CONTENT[500:2000]))
    assert offsets == [500]
    assert send(pending, 500, 10_000) == 10_000
    assert pending.path.read_bytes() == CONTENT


def test_incomplete_chunk_with_a_checksum_is_dropped():
    pending = begin()
    first_half = [CONTENT[:1000]]
    with pytest.raises(UploadRefused):
        chunks.write_chunk(pending, 0, 2000, first_half, checksum_of(CONTENT[:2000]))
    assert chunks.get_offset(pending) == 0


def test_unverified_chunk_of_a_killed_process_is_dropped():
    pending = begin()
    send(pending, 0, 500)

    def killed_blocks():
        yield CONTENT[500:1000]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        chunks.write_chunk(pending, 500, 1500, killed_blocks(), checksum_of(CONTENT[500:2000]))
    assert pending.path.stat().st_size == 1000
    assert send(pending, 500, 2000, checksum=checksum_of(CONTENT[500:2000])) == 2000


def test_writer_fails_when_the_upload_is_discarded():
    pending = begin()

    def stalling_blocks():
        yield CONTENT[:1000]
        upload.discard_upload(pending)
        yield CONTENT[1000:2000]

    with pytest.raises(UploadNotFound):
        chunks.write_chunk(pending, 0, 2000, stalling_blocks())
    assert files() == []


def test_many_clients_can_write_one_file():
    # Each asks for the offset, writes some bytes there, and is replaced by the next.
    content = big(200_000)
    pending, refusals = begin(content), []

    def write_until_complete(number):
        randomizer = random.Random(number)
        while (offset := chunks.get_offset(pending)) < len(content) - 1:
            stop = min(len(content), offset + randomizer.randrange(1, 4000))
            middle = randomizer.randrange(offset, stop)
            blocks = (content[begin:end] for begin, end in ((offset, middle), (middle, stop)))
            try:
                chunks.write_chunk(pending, offset, stop - offset, blocks)
            except UploadRefused as refusal:
                refusals.append(refusal)

    threads = [
        threading.Thread(target=write_until_complete, args=(number,)) for number in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pending.path.read_bytes() == content
    assert refusals
