"""Writing in parts, without any endpoint: whose turn it is, and what is left afterwards."""

import random
import threading

import pytest

from assets.intake.kinds import UnsupportedFile
from assets.tests.factories.files import big, jpeg
from assets.tests.factories.uploads import CONTENT, begin, checksum_of, files, send
from assets.tus import chunks, upload
from assets.tus.errors import UploadNotFound, UploadRefused, WriterReplaced

# --- One after the other --------------------------------------------------------------------


def test_parts_become_a_whole():
    going = begin()
    assert chunks.get_offset(going) == 0
    assert send(going, 0, 4000) == chunks.get_offset(going) == 4000
    assert send(going, 4000, 10_000) == 10_000
    assert going.path.read_bytes() == CONTENT


def test_what_was_declared_is_found_again():
    going = upload.create_upload(length=5, name="ä.jpg", person="anna", about={"album": "7"})
    assert upload.find_upload(going.handle) == going


@pytest.mark.parametrize("handle", ["", "0" * 32, "../../etc/passwd", "A" * 32, "0" * 31 + "\n"])
def test_what_is_no_upload_is_not_looked_for(handle):
    with pytest.raises(UploadNotFound):
        upload.find_upload(handle)


def test_a_declaration_that_a_power_cut_emptied_is_none():
    going = begin()
    upload.get_file_path(going.handle, ".json").write_text("")
    with pytest.raises(UploadNotFound):
        upload.find_upload(going.handle)


def test_all_of_it_is_told_as_all_but_a_byte_until_it_is_kept():
    """A client takes an upload whose offset is its length as done."""
    going = begin()
    send(going, 0, 10_000)
    assert chunks.get_offset(going) == 9_999
    assert send(going, 9_999, 9_999) == 9_999
    assert send(going, 9_999, 10_000) == 10_000
    assert going.path.read_bytes() == CONTENT


def test_a_file_of_one_byte_is_not_done_before_it_is_kept_either():
    going = upload.create_upload(length=1, name="a.cr2", person="anna")
    assert chunks.write_chunk(going, 0, 1, [b"\0"]) == 1
    assert chunks.get_offset(going) == 0


def test_an_original_is_not_written_to_whatever_is_said(tmp_path):
    """Killed after it got its name: the same bytes lie among the originals already."""
    going = begin()
    send(going, 0, 10_000)
    original = tmp_path / "original"
    original.hardlink_to(going.path)
    going.path.chmod(0o444)
    assert chunks.write_chunk(going, 9_999, 1, [b"!"], checksum_of(b"!")) == 10_000
    with pytest.raises(UploadRefused):
        chunks.write_chunk(going, 9_999, 1, [b"!"], checksum_of(b"?"))
    with going.write_lock() as lock, lock.hold():
        lock.admit_writer(17)
    with pytest.raises(WriterReplaced):
        chunks.get_offset(going)
    assert original.read_bytes() == CONTENT


def test_what_nobody_wants_is_refused_with_its_first_bytes():
    going = begin(b"PK\x03\x04" + bytes(2_000_000), "a.zip")
    with pytest.raises(UnsupportedFile):
        send(going, 0, 5000, b"PK\x03\x04" + bytes(6000))
    assert files() == []


def test_first_bytes_may_come_in_bits():
    going = begin(bytes(9000), "a.txt")
    assert send(going, 0, 4000, b"hello " * 2000) == 4000
    with pytest.raises(UnsupportedFile):
        send(going, 4000, 4096, b"hello " * 2000)
    assert files() == []


def test_a_small_jpeg_is_a_file_like_any_other():
    content = jpeg()
    going = begin(content)
    assert send(going, 0, len(content), content) == len(content)


# --- A turn ends when another one begins ----------------------------------------------------


def test_who_stalls_is_out_as_soon_as_somebody_asks():
    going, told = begin(), []

    def stalling():
        yield CONTENT[:1000]
        told.append(chunks.get_offset(going))
        yield CONTENT[1000:2000]

    with pytest.raises(WriterReplaced):
        chunks.write_chunk(going, 0, 2000, stalling())
    assert told == [1000]
    assert going.path.read_bytes() == CONTENT[:1000]


def test_who_stalls_does_not_disturb_who_goes_on():
    going = begin()

    def stalling():
        yield CONTENT[:1000]
        send(going, 1000, 6000)
        yield b"!" * 1000

    with pytest.raises(WriterReplaced):
        chunks.write_chunk(going, 0, 2000, stalling())
    send(going, 6000, 10_000)
    assert going.path.read_bytes() == CONTENT


def test_who_stalls_over_a_chunk_that_is_not_proven_leaves_nothing_of_it():
    going, told = begin(), []
    send(going, 0, 500)

    def stalling():
        yield CONTENT[500:1000]
        with pytest.raises(UploadRefused):
            send(going, 1000, 1500)
        told.append(chunks.get_offset(going))
        yield CONTENT[1000:2000]

    with pytest.raises(WriterReplaced):
        chunks.write_chunk(going, 500, 1500, stalling(), checksum_of(CONTENT[500:2000]))
    assert told == [500]
    assert send(going, 500, 10_000) == 10_000
    assert going.path.read_bytes() == CONTENT


def test_a_chunk_that_came_half_is_not_proven():
    going = begin()
    half = [CONTENT[:1000]]
    with pytest.raises(UploadRefused):
        chunks.write_chunk(going, 0, 2000, half, checksum_of(CONTENT[:2000]))
    assert chunks.get_offset(going) == 0


def test_a_process_that_was_killed_over_a_chunk_leaves_nothing_of_it():
    going = begin()
    send(going, 0, 500)

    def killed():
        yield CONTENT[500:1000]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        chunks.write_chunk(going, 500, 1500, killed(), checksum_of(CONTENT[500:2000]))
    assert going.path.stat().st_size == 1000
    assert send(going, 500, 2000, checksum=checksum_of(CONTENT[500:2000])) == 2000


def test_whoever_gives_it_up_ends_who_is_writing():
    going = begin()

    def stalling():
        yield CONTENT[:1000]
        upload.discard_upload(going)
        yield CONTENT[1000:2000]

    with pytest.raises(UploadNotFound):
        chunks.write_chunk(going, 0, 2000, stalling())
    assert files() == []


def test_many_clients_at_once_write_one_file():
    """Each asks, writes a bit from there, and is put out by the next."""
    content = big(200_000)
    going, put_out = begin(content), []

    def insist(number):
        dice = random.Random(number)
        while (offset := chunks.get_offset(going)) < len(content) - 1:
            stop = min(len(content), offset + dice.randrange(1, 4000))
            middle = dice.randrange(offset, stop)
            pieces = (content[one:two] for one, two in ((offset, middle), (middle, stop)))
            try:
                chunks.write_chunk(going, offset, stop - offset, pieces)
            except UploadRefused as refusal:
                put_out.append(refusal)

    threads = [threading.Thread(target=insist, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert going.path.read_bytes() == content
    assert put_out
