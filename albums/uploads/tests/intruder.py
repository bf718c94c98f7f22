"""Try two hundred hostile paths wherever uploads take text from a client."""

import json
import os
import re
import sys
from collections import Counter

from django.conf import settings
from django.db import connection
from django.test import Client, override_settings

from accounts.models import User
from albums.models import Album
from albums.uploads.tests.tus_client import UPLOADS, Sender, sha256_of
from assets.models import Version
from assets.tests.factories.files import jpeg
from assets.tests.path_traversal import PLAIN, list_attempts

WATCHED = {"open", "os.link", "os.rename", "os.remove", "os.mkdir", "os.symlink", "os.chmod"}
OURS = re.compile(
    r"(\.|originals(/[0-9a-f]{2}){0,2}|incoming|incoming/ended|incoming/counting|"
    r"incoming/(ended/)?[0-9a-f]{32}\.(json|upload|turn|new)|"
    r"originals/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}\.jpg)"
)
ODD = [
    *(b"\xff\xfe/../x.jpg", b"a\x00.jpg", b"CON", b".htaccess", b"x" * 3000, b"/dev/null"),
    *(b"-rf", b"\n", b"a\r\nSet-Cookie: x=1", "\u202egpj.exe".encode()),
]


class Intruder:
    """Send the same text in every place, and record which files are touched meanwhile."""

    def __init__(self, person):
        by = {"created_by": person}
        self.album = Album.objects.create(title="Anna", slug="anna", **by)
        self.other = Album.objects.create(title="Berta", slug="berta", **by)
        self.client = Client(SERVER_NAME="localhost")
        self.client.force_login(person)
        self.sender = Sender(self.client, self.album)
        self.statuses, self.touched_paths, self.is_watching = Counter(), set(), False
        sys.addaudithook(self._note)

    def warm_up(self):
        """Let Django load everything that it reads only once, before watching starts."""
        self.play(b"a.jpg")
        self.try_urls("x")
        self.statuses.clear()
        self.is_watching = True

    def play(self, label):
        content = jpeg()
        labels = {"filename": label, "folder": label, "section": label}
        self._count_status("labels", self.sender.begin(len(content), body=content, labels=labels))
        for place in ("album", "sha256"):
            self._count_status(place, self.sender.begin(len(content), labels={place: label}))
        self._try_known_files(content, label.decode("utf-8", "surrogateescape"))

    def try_urls(self, attempt):
        for method in ("HEAD", "PATCH", "DELETE", "OPTIONS", "POST"):
            self._count_status("address", self.sender.request(method, f"{UPLOADS}{attempt}/"))

    def _try_known_files(self, content, label):
        """Ask whether the file is known, which can add it without an upload."""
        file = {"sha256": sha256_of(content), "size": len(content), "name": "a.jpg"}
        labels = file | {"name": label, "folder": label, "section": label}
        for place, album, query in (
            ("held labels", str(self.other.pk), labels),
            ("held album", label, file),
            ("held sha256", str(self.other.pk), file | {"sha256": label}),
        ):
            question = json.dumps({"album": album, "files": [query]})
            reply = self.client.post(f"{UPLOADS}held/", question, "application/json")
            self._count_status(place, reply)

    def _count_status(self, place, reply):
        self.statuses[f"{place} {reply.status_code}"] += 1

    def _note(self, event, arguments):
        if self.is_watching and event in WATCHED:
            # Behind the path of what is opened comes how.
            paths = arguments[:1] if event == "open" else arguments
            self.touched_paths |= {
                one for one in paths if isinstance(one, str | bytes | os.PathLike)
            }


def play():
    """Run all attempts. Needs a process of its own, because an audit hook can't be removed."""
    os.fsync = lambda file: None
    options = connection.settings_dict["OPTIONS"]
    options["init_command"] = options["init_command"].replace("FULL", "OFF")
    person = User.objects.create_user("o@example.org", "a long enough word", role="owner")
    intruder = Intruder(person)
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": PLAIN}):
        intruder.warm_up()
        for attempt in list_attempts():
            intruder.try_urls(attempt)
        for label in [*(attempt.encode() for attempt in list_attempts()), *ODD]:
            intruder.play(label)
    return json.dumps(
        {
            "statuses": intruder.statuses,
            "touched": len(intruder.touched_paths),
            "strange": sorted(filter(_is_strange, map(os.fsdecode, intruder.touched_paths))),
            "labels": sorted({*Version.objects.values_list("name", "folder")}),
            "versions": Version.objects.count(),
        }
    )


def _is_strange(path):
    inside = os.path.relpath(path, settings.PHOTOS)
    return not OURS.fullmatch(inside)
