import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientpix.proxies import LOCAL_SOCKET, client_address

PROXY = "10.0.0.1"
ADDRESSES = st.ip_addresses().map(str)


@pytest.mark.parametrize(
    ("forwarded_for", "trusted", "address"),
    [
        ("", 0, PROXY),
        ("6.6.6.6", 0, PROXY),
        ("", 1, PROXY),
        ("203.0.113.7", 1, "203.0.113.7"),
        ("6.6.6.6, 203.0.113.7", 1, "203.0.113.7"),
        ("6.6.6.6,203.0.113.7,10.0.0.2", 2, "203.0.113.7"),
        ("203.0.113.7", 2, PROXY),
        ("6.6.6.6, ", 1, PROXY),
        ("6.6.6.6, unknown", 1, PROXY),
        ("6.6.6.6, unix:", 1, PROXY),
    ],
)
def test_the_address_comes_from_the_outermost_trusted_proxy(forwarded_for, trusted, address):
    assert client_address(PROXY, forwarded_for, trusted) == address


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("203.0.113.7:4711", "203.0.113.7"),
        ("2001:DB8:0::7", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("[::ffff:cb00:7107]:80", "203.0.113.7"),
        ("fe80::7%eth0", "fe80::7"),
        ("[fe80::7%25eth0]", "fe80::7"),
    ],
)
def test_an_address_is_normalised(written, address):
    assert client_address(written, "", 0) == address
    assert client_address(PROXY, f"6.6.6.6, {written}", 1) == address


@pytest.mark.parametrize("peer", ["", "unix:", "/run/clientpix.sock", "localhost"])
def test_a_client_on_a_socket_is_local(peer):
    assert client_address(peer, "", 0) == client_address(peer, "", 1) == LOCAL_SOCKET
    assert client_address(peer, "203.0.113.7", 1) == "203.0.113.7"


@given(st.text(), st.lists(ADDRESSES, min_size=1, max_size=4), st.integers(1, 4))
def test_forged_hops_change_nothing(forged, hops, trusted):
    real = ", ".join(hops[:trusted])
    client = client_address(PROXY, real, len(hops[:trusted]))
    assert client == str(client_address(hops[0], "", 0))
    assert client_address(PROXY, f"{forged}, {real}", len(hops[:trusted])) == client


@given(st.text(), ADDRESSES)
def test_the_header_is_ignored_without_a_trusted_proxy(forged, peer):
    assert client_address(peer, forged, 0) == client_address(peer, "", 0)


@given(st.text() | ADDRESSES, st.text() | ADDRESSES, st.integers(0, 3))
def test_the_result_is_always_a_valid_ip_address(peer, forwarded, trusted):
    address = client_address(peer, forwarded, trusted)
    mask = 64 if ":" in address else 32
    assert ipaddress.ip_network(f"{address}/{mask}", strict=False)
    assert client_address(address, "", 0) == address
