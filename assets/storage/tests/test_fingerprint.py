import hashlib
import zlib

from hypothesis import given
from hypothesis import strategies as some

from assets.storage.fingerprint import Fingerprint, compute_fingerprint


@given(some.lists(some.binary()))
def test_it_is_that_of_the_whole_however_it_is_cut(pieces):
    whole = b"".join(pieces)
    expected = Fingerprint(hashlib.sha256(whole).hexdigest(), zlib.crc32(whole), len(whole))
    assert compute_fingerprint(pieces) == expected
