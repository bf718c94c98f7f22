import hashlib
import zlib

from hypothesis import given
from hypothesis import strategies as st

from assets.storage.fingerprint import Fingerprint, compute_fingerprint


@given(st.lists(st.binary()))
def test_fingerprint_does_not_depend_on_the_block_size(blocks):
    content = b"".join(blocks)
    expected = Fingerprint(hashlib.sha256(content).hexdigest(), zlib.crc32(content), len(content))
    assert compute_fingerprint(blocks) == expected
