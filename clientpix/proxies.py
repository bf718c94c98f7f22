"""Who is really asking, when a known number of proxies stands in front."""

import ipaddress

LOCAL_SOCKET = "127.0.0.1"


def client_address(peer: str, forwarded_for: str, trusted: int) -> str:
    """The address that the outermost trusted proxy saw; what lies before it anybody can forge."""
    hops = forwarded_for.split(",")
    seen = hops[-trusted] if 0 < trusted <= len(hops) else ""
    return _normalise_address(seen.strip()) or _normalise_address(peer) or LOCAL_SOCKET


def _normalise_address(text: str) -> str:
    """TEXT without port and network card, IPv4 always as such: one client, one spelling."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)
