"""Two hundred ways to write a path, each tried in every part of a URL."""

import json
import sys
from collections import Counter
from itertools import product

from django.conf import settings
from django.test import Client, override_settings

from accounts import doors
from accounts.models import User
from assets.delivery import media_urls
from assets.tests.factories.assets import keep, keep_rendition

PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
CLIMBS = [
    "../",
    "..\\",
    "..;/",
    "....//",
    "./../",
    "%2e%2e/",
    "%2e%2e%2f",
    "..%2f",
    "..%5c",
    "%2e%2e%5c",
    "%252e%252e%252f",
    "..%252f",
    "%25252e%25252e%25252f",
    "%c0%ae%c0%ae%c0%af",
    "%e0%80%ae%e0%80%ae/",
    "%uff0e%uff0e/",
    "..%c1%9c",
    "\uff0e\uff0e\uff0f",
    "..\u2215",
    "..%00/",
    "..%0d%0a/",
    "%2e%2e;/",
]
TARGETS = ["secret_key", "clientpix.sqlite3", "etc/passwd"]
COMPLETE_PATHS = [
    "/etc/passwd",
    "//etc/passwd",
    "%2fetc%2fpasswd",
    "%252fetc%252fpasswd",
    "file:///etc/passwd",
    "C:\\Windows\\win.ini",
    "\\\\server\\share",
    "/proc/self/environ",
    "/dev/stdin",
    "~/.ssh/id_rsa",
    "web%00.webp",
    "%00/etc/passwd",
    "link-to-the-key",
    "web/link-to-the-key",
    "originals/../../secret_key",
    "_photos/originals",
    "..",
    "%2e%2e",
    ".",
    "%2e",
    "*",
    "{sha}/../../../secret_key",
    "{sha}%2f..%2f..%2fsecret_key",
    "{sha}%00",
    "{sha}.webp",
    "{sha}_7.webp",
    "{sha};/../secret_key",
]


def list_attempts():
    climbs = (step * depth + target for step, depth, target in product(CLIMBS, (1, 3, 8), TARGETS))
    return sorted({*climbs, *COMPLETE_PATHS})


def build_urls(url, sha256):
    """Yield URLs with each attempt in place of each part of a valid URL."""
    path, _, query = url.partition("?")
    parts = [f"/{part}" for part in path.split("/")[2:]] + query.split("&")
    for path_attempt in list_attempts():
        path_attempt = path_attempt.replace("{sha}", sha256)
        yield f"/media/{path_attempt}"
        yield f"/studio/file/{path_attempt}/"
        for part in parts:
            yield url.replace(part, f"{part[: part.find('=') + 1] or '/'}{path_attempt}", 1)


def run():
    """Request all URLs as a stranger and as the owner, and report which files were opened."""
    owner = User.objects.create_user("o@example.org", "a long enough word", role="owner")
    asset = keep()
    keep_rendition(asset)
    secret = settings.DATA / "secret_key"
    for place in ("link-to-the-key", "web/link-to-the-key"):
        (settings.PHOTOS / place).symlink_to(secret)
    url = media_urls.build_media_url(doors.for_user(owner), "web", asset.sha256, "7")
    stranger, signed_in = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    signed_in.force_login(owner)
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": PLAIN}):
        return json.dumps(_request_all([stranger, signed_in], url, asset, secret.read_bytes()))


def _request_all(clients, url, asset, secret):
    opened, statuses, leaked = [], Counter(), 0
    for client in clients:  # what Django reads once and keeps
        client.get("/studio/file/x/"), client.get("/media/x")
    watching = [False]
    sys.addaudithook(
        lambda event, arguments: (
            opened.append(str(arguments[0])) if event == "open" and watching[0] else None
        )
    )
    watching[0] = True
    for client, address in product(clients, build_urls(url, asset.sha256)):
        response = client.get(address)
        statuses[str(response.status_code)] += 1
        leaked += secret in response.getvalue()
    opened_by_requests, opened[:] = list(opened), []
    # The audit hook must notice that a valid URL opens a file.
    stored_path = str(settings.PHOTOS / asset.renditions.get().key)
    canary = b"".join(clients[0].get(url)) and opened == [stored_path]
    return {
        "requests": statuses.total(),
        "statuses": statuses,
        "opened": opened_by_requests,
        "canary": canary,
        "leaked": leaked,
    }
