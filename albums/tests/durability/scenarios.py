"""Scenes in which a process may be killed, or a disk fail: files come, by every way there is.

Each has a beginning, the act itself, what must be true however that ended, and what in the end.
"""

import io

from django.conf import settings
from django.core.management import call_command

from albums.models import Placement
from albums.tests.factories import stored_files
from albums.tests.factories.stored_files import (
    fake_jpeg,
    find_flaw,
    key_of,
    sha256_of,
    store_in_album,
)
from albums.uploads import completion, known_files
from assets.storage import vault
from assets.tus import chunks, upload

DAMAGE = b"damaged"


class Arrival:
    """A group: most of it new, something twice, something that is here already."""

    def __init__(self, name, size=4):
        self.name = name
        self.files = [fake_jpeg(f"{name} {one}") for one in range(size)]
        self.known = self.files[0]

    def prepare(self):
        store_in_album([self.known])

    def act(self, album=None):
        store_in_album([*self.files, self.files[-1]], album)

    def survived(self):
        """Straight after it, before anybody has tidied up."""
        assert find_flaw(self.known) == ""
        assert stored_files.list_rows_without_bytes() == []

    def recover(self):
        """Somebody tidies up, and it is tried once more."""
        stored_files.clean_up()
        self.act()
        self.is_done()

    def is_done(self):
        assert {find_flaw(content) for content in self.files} == {""}
        assert stored_files.list_strays() == []


class Healing(Arrival):
    """The same group, of which some is damaged already: here with a row, there without."""

    def prepare(self):
        super().prepare()
        for content in self.files[:2]:
            stored_files.write_stored(key_of(content), DAMAGE)

    def survived(self):
        """No name was ever without a file, and what was there is never gone."""
        for content in self.files[:2]:
            assert vault.stat(key_of(content))
            assert DAMAGE in [
                stored_files.read_stored(key_of(content)),
                *stored_files.read_quarantined(content),
            ]
        assert set(stored_files.list_rows_without_bytes()) <= {key_of(self.known)}


class Uploading(Arrival):
    """A browser sends a file in two chunks, and goes on wherever it was left."""

    def __init__(self, name, size=2):
        super().__init__(name, size=2)

    def act(self, album=None):
        album, content = album or stored_files.get_album(), self.files[1]
        going = self._find_upload() or self._create_upload(album, content)
        for stop in (len(content) // 2, len(content)):
            offset = chunks.get_offset(going)
            if offset < stop:
                chunks.write_chunk(going, offset, stop - offset, [content[offset:stop]])
        completion.complete_upload(going, album, album.created_by)

    def _find_upload(self):
        mine = (going for going, _come in upload.iter_unfinished() if going.name == self.name)
        return next(mine, None)

    def _create_upload(self, album, content):
        return upload.create_upload(
            length=len(content),
            name=self.name,
            person=str(album.created_by_id),
            sha256=sha256_of(content),
            about={"folder": "", "section": ""},
        )


class Holding(Arrival):
    """What is here already need not be sent: it is placed in a further album."""

    def prepare(self):
        store_in_album(self.files, stored_files.get_album("Elsewhere"))

    def act(self, album=None):
        album = album or stored_files.get_album()
        wanted = [
            known_files.CandidateFile(sha256_of(one), len(one), "a.jpg") for one in self.files
        ]
        known_files.place(album, wanted, album.created_by)

    def is_done(self):
        super().is_done()
        hashes = [sha256_of(content) for content in self.files]
        placed = Placement.objects.filter(picture__versions__asset__sha256__in=hashes)
        assert placed.filter(album=stored_files.get_album()).count() == len(hashes)


class Bringing(Arrival):
    """A command brings a folder of this machine, and is started again."""

    def act(self, album=None):
        folder = settings.DATA.parent / "cards" / self.name
        folder.mkdir(parents=True, exist_ok=True)
        for number, content in enumerate(self.files):
            (folder / f"{number}.jpg").write_bytes(content)
        to = stored_files.get_album().title
        call_command("import_photos", folder, album=to, later=True, stdout=io.StringIO())
