"""What a client may say in its headers."""

import base64

from hypothesis import given
from hypothesis import strategies as st

from assets.tus import protocol
from assets.tus.errors import UploadRefused
from assets.tus.protocol import Checksum


@given(st.dictionaries(st.from_regex(r"[!-+\--~]{1,20}", fullmatch=True), st.binary(max_size=99)))
def test_whatever_was_said_is_read_again(pairs):
    said = ",".join(f"{key} {base64.b64encode(value).decode()}" for key, value in pairs.items())
    assert protocol.parse_metadata(said) == pairs


@given(st.text(st.characters(max_codepoint=255), max_size=60))
def test_whatever_a_header_holds_is_read_or_refused(said):
    for read in (
        protocol.parse_metadata,
        Checksum,
        lambda said: protocol.parse_number({"A": said}, "A"),
    ):
        try:
            read(said)
        except UploadRefused as error:
            refusal = error
            assert refusal.status == 400
