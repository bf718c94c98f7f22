"""Find the address of the client behind a known number of proxies."""

import ipaddress

LOCAL_SOCKET = "127.0.0.1"


def client_address(peer: str, forwarded_for: str, trusted: int) -> str:
    """Return the address from which the outermost trusted proxy was called."""
    # Each proxy appends the address it sees. Clients can forge everything before that.
    hops = forwarded_for.split(",")
    client = hops[-trusted] if 0 < trusted <= len(hops) else ""
    return _normalise_address(client.strip()) or _normalise_address(peer) or LOCAL_SOCKET


def _normalise_address(text: str) -> str:
    """Return the address without port and interface, or an empty string if it is invalid."""
    # One client must have one spelling. Otherwise it could be counted as several.
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)
