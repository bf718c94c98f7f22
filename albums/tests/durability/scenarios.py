"""Scenarios that add files in every possible way, while a process is killed or a disk fails.

Each one prepares, acts, checks what must be true after a failure, and recovers.
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
    """A group of files: most are new, one is there twice, and one is stored already."""

    def __init__(self, name, size=4):
        self.name = name
        self.files = [fake_jpeg(f"{name} {one}") for one in range(size)]
        self.known = self.files[0]

    def prepare(self):
        store_in_album([self.known])

    def act(self, album=None):
        store_in_album([*self.files, self.files[-1]], album)

    def check_after_failure(self):
        """Check what must be true right after a failure, before anything is cleaned up."""
        assert find_flaw(self.known) == ""
        assert stored_files.list_rows_without_bytes() == []

    def recover(self):
        """Clean up, try again, and check the result."""
        stored_files.clean_up()
        self.act()
        self.check_done()

    def check_done(self):
        assert {find_flaw(content) for content in self.files} == {""}
        assert stored_files.list_strays() == []


class DamagedFiles(Arrival):
    """The same group, of which two files are damaged already: one with a row, one without."""

    def prepare(self):
        super().prepare()
        for content in self.files[:2]:
            stored_files.write_stored(key_of(content), DAMAGE)

    def check_after_failure(self):
        # The files are never missing, and the damaged content is never lost.
        for content in self.files[:2]:
            assert vault.stat(key_of(content))
            assert DAMAGE in [
                stored_files.read_stored(key_of(content)),
                *stored_files.read_quarantined(content),
            ]
        assert set(stored_files.list_rows_without_bytes()) <= {key_of(self.known)}


class ResumedUpload(Arrival):
    """A browser uploads a file in two chunks, and continues where it stopped."""

    def __init__(self, name, size=2):
        super().__init__(name, size=2)

    def act(self, album=None):
        album, content = album or stored_files.get_album(), self.files[1]
        started = self._find_upload() or self._create_upload(album, content)
        for stop in (len(content) // 2, len(content)):
            offset = chunks.get_offset(started)
            if offset < stop:
                chunks.write_chunk(started, offset, stop - offset, [content[offset:stop]])
        completion.complete_upload(started, album, album.created_by)

    def _find_upload(self):
        mine = (
            started for started, _size in upload.iter_unfinished() if started.name == self.name
        )
        return next(mine, None)

    def _create_upload(self, album, content):
        return upload.create_upload(
            length=len(content),
            name=self.name,
            person=str(album.created_by_id),
            sha256=sha256_of(content),
            about={"folder": "", "section": ""},
        )


class KnownFiles(Arrival):
    """Files that are stored already are added to another album without an upload."""

    def prepare(self):
        store_in_album(self.files, stored_files.get_album("Elsewhere"))

    def act(self, album=None):
        album = album or stored_files.get_album()
        wanted = [
            known_files.CandidateFile(sha256_of(one), len(one), "a.jpg") for one in self.files
        ]
        known_files.place(album, wanted, album.created_by)

    def check_done(self):
        super().check_done()
        hashes = [sha256_of(content) for content in self.files]
        placed = Placement.objects.filter(picture__versions__asset__sha256__in=hashes)
        assert placed.filter(album=stored_files.get_album()).count() == len(hashes)


class FolderImport(Arrival):
    """A command imports a folder, and is started again."""

    def act(self, album=None):
        folder = settings.DATA.parent / "cards" / self.name
        folder.mkdir(parents=True, exist_ok=True)
        for number, content in enumerate(self.files):
            (folder / f"{number}.jpg").write_bytes(content)
        to = stored_files.get_album().title
        call_command("import_photos", folder, album=to, later=True, stdout=io.StringIO())
