import base64

from hypothesis import given
from hypothesis import strategies as st

from assets.tus import protocol
from assets.tus.errors import UploadRefused
from assets.tus.protocol import Checksum


@given(st.dictionaries(st.from_regex(r"[!-+\--~]{1,20}", fullmatch=True), st.binary(max_size=99)))
def test_metadata_is_parsed_back(pairs):
    header = ",".join(f"{key} {base64.b64encode(value).decode()}" for key, value in pairs.items())
    assert protocol.parse_metadata(header) == pairs


@given(st.text(st.characters(max_codepoint=255), max_size=60))
def test_any_header_is_parsed_or_refused_with_400(header):
    for parse in (
        protocol.parse_metadata,
        Checksum,
        lambda header: protocol.parse_number({"A": header}, "A"),
    ):
        try:
            parse(header)
        except UploadRefused as error:
            refusal = error
            assert refusal.status == 400
