"""Who is really asking, when a known number of proxies stands in front."""

import ipaddress

LOCAL_SOCKET = "127.0.0.1"


def client_address(peer: str, forwarded_for: str, trusted: int) -> str:
    """The address that the outermost trusted proxy saw; what lies before it anybody can forge."""
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
    if 0 < trusted <= len(hops):
        return _address(hops[-trusted]) or _address(peer) or LOCAL_SOCKET
    return _address(peer) or LOCAL_SOCKET


def _address(text: str) -> str:
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""
