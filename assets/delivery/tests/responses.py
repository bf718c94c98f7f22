"""Helpers to request files and to read the responses."""

from django.test import RequestFactory

from accounts import doors
from assets.delivery import media_urls, sending

PATH = "/studio/file/1/"


def request_file(file, method="GET", **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return sending.file_response(RequestFactory().generic(method, PATH, headers=headers), file)


def content(response):
    return b"".join(response) if response.streaming else response.content


def refusal_status(client, url, **options):
    """Return the status of a response that must have nothing else in it."""
    response = client.get(url, **options)
    assert content(response) == b""
    assert response["Cache-Control"] == "private, no-store"
    assert not {"Content-Type", "Location", "ETag", "Set-Cookie"} & set(response.headers)
    return response.status_code


def url_builder(person, asset):
    """Return a function that builds media URLs of an asset for a person."""

    def build(kind="web", recipe="7", **options):
        recipe = "-" if kind == "originals" else recipe
        return media_urls.build_media_url(
            doors.for_user(person), kind, asset.sha256, recipe, **options
        )

    return build
