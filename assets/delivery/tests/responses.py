"""How bytes are asked for, and what is read off the answer."""

from django.test import RequestFactory

from accounts import doors
from assets.delivery import media_urls, sending

AWAY = "/studio/file/1/"


def ask(sent, method="GET", **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return sending.file_response(RequestFactory().generic(method, AWAY, headers=headers), sent)


def content(reply):
    return b"".join(reply) if reply.streaming else reply.content


def refused(client, url, **options):
    """The status of an answer in which there is nothing else."""
    reply = client.get(url, **options)
    assert content(reply) == b""
    assert reply["Cache-Control"] == "private, no-store"
    assert not {"Content-Type", "Location", "ETag", "Set-Cookie"} & set(reply.headers)
    return reply.status_code


def links(person, asset):
    """Makes links to it that are good for that person."""

    def of(kind="web", recipe="7", **terms):
        recipe = "-" if kind == "originals" else recipe
        return media_urls.build_media_url(
            doors.for_user(person), kind, asset.sha256, recipe, **terms
        )

    return of
