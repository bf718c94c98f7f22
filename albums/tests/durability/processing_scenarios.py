"""A scenario of processing: files are processed, and two files of one shot become one picture."""

import io

from albums.arrival import IncomingFile, add_files
from albums.models import Placement
from albums.tests.durability.scenarios import Arrival
from albums.tests.factories import stored_files
from albums.tests.factories.stored_files import find_flaw, sha256_of
from assets.intake import intake
from assets.integrity import findings
from assets.models import Asset, Picture, Rendition
from assets.processing.pipeline import process
from assets.storage import paths, vault
from assets.tests.factories.camera_files import take_photo

NAMES = ("IMG_1.jpg", "IMG_1-Edit.jpg")


class Processing(Arrival):
    """A photo and its edit are processed one after the other."""

    def __init__(self, name):
        self.name = name
        self.files = [take_photo() + name.encode() for _ in NAMES]
        self.known = self.files[0]

    def prepare(self):
        album = stored_files.get_album(self.name)
        for content, name in zip(self.files, NAMES, strict=True):
            received = intake.receive_file(io.BytesIO(content), name)
            add_files(album, [IncomingFile(received, name)], album.created_by)
            received.incoming.discard()

    @property
    def _assets(self):
        return Asset.objects.filter(sha256__in=map(sha256_of, self.files)).by_hash()

    def act(self, album=None):
        for asset in self._assets:
            process(asset.pk)

    def check_after_failure(self):
        super().check_after_failure()
        copies = Rendition.objects.filter(asset__in=self._assets).select_related("asset")
        assert {findings.check(copy) for copy in copies} <= {None}
        assert {find_flaw(content) for content in self.files} == {""}
        shown = Picture.objects.filter(versions__asset__in=self._assets, versions__leads=True)
        placed = Placement.objects.filter(album=stored_files.get_album(self.name))
        assert set(shown) == {placement.picture for placement in placed}

    def check_done(self):
        super().check_done()
        self.check_after_failure()
        assert set(self._assets.values_list("state", flat=True)) == {Asset.State.READY}
        assert Placement.objects.filter(album=stored_files.get_album(self.name)).count() == 1
        rows = Rendition.objects.filter(asset__in=self._assets).select_related("asset")
        assert len(rows) == 3 * len(NAMES)
        assert self._list_keys() == {copy.key for copy in rows}

    def _list_keys(self):
        """Return the keys of all stored renditions of these files."""
        hashes = {sha256_of(content) for content in self.files}
        keys = (key for kind in paths.RENDITION_KINDS for key in vault.walk(kind))
        return {key for key in keys if paths.parse_sha256(key) in hashes}
