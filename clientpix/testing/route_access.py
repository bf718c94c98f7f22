"""Compare the access matrix with every route of the URL resolver."""

from dataclasses import dataclass

from django.urls import URLResolver, get_resolver

CAST = ("stranger", "disabled", "uploader", "owner")


@dataclass(frozen=True)
class Row:
    """A route as the resolver spells it, a URL of it, and the status for each visitor."""

    route: str
    url: str
    stranger: int
    disabled: int
    uploader: int
    owner: int

    def status_for(self, visitor):
        return getattr(self, visitor)


def for_everybody(route, url, status=200):
    return Row(route, url, status, status, status, status)


def for_the_owner(route, url, status=200, others=302):
    return Row(route, url, others, others, others, status)


def routes(resolver=None, prefix=""):
    """Yield every route of the URL resolver."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        else:
            yield route


def unclassified(rows):
    return sorted(set(routes()) - {row.route for row in rows})


def vanished(rows):
    return sorted({row.route for row in rows} - set(routes()))
