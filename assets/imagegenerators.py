"""The three sizes as specs of django-imagekit, which finds them by the name of this module.

imagekit gives them their names and their interface. Where a file lies, whether it is there and how
it is made are answered here: each picture is decoded once for all of its sizes, in a fence, and
never while a page waits.
"""

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from imagekit import ImageSpec, register

from assets.processing import renditions, scratch
from assets.processing.recipes import METHOD, SIZES
from assets.processing.tasks import process_soon
from assets.storage import paths, vault


class RenditionBackend:
    """Whether a file is there is what its row says; making it is a task."""

    is_async = True

    def exists(self, file):
        spec = file.generator
        return spec.source.copies.filter(kind=spec.size.kind, recipe=spec.recipe).exists()

    def generate(self, file, force=False):
        if force or not self.exists(file):
            process_soon([file.generator.source.pk])


class OnDemandStrategy:
    """No file is made because something mentions it."""

    def should_verify_existence(self, file):
        return True


class RenditionSpec(ImageSpec):
    """One size of an asset, turned as the owner of its picture wants it."""

    size = None
    format = "WEBP"
    cachefile_backend = RenditionBackend()
    cachefile_strategy = OnDemandStrategy()

    def __init__(self, source, turn=0):
        super().__init__(source)
        self.turn, self.recipe = turn, renditions.recipe(turn)

    @property
    def options(self):
        return {"quality": self.size.quality, "method": METHOD}

    @property
    def cachefile_name(self):
        return paths.rendition_key(self.size.kind, self.source.sha256, self.recipe)

    @property
    def cachefile_storage(self):
        return storages["photos"]

    def generate(self):
        """Its bytes, drawn now, whatever is stored."""
        with vault.borrow(self.source.key) as path, scratch.open_folder() as into:
            said = renditions.render_in_sandbox(path, self.source.extension, self.turn, into)
            (file,) = [file for file in said["files"] if file["kind"] == self.size.kind]
            return ContentFile(renditions.get_path(file).read_bytes(), self.cachefile_name)


for size in SIZES:
    register.generator(f"clientpix:{size.kind}", type(size.kind, (RenditionSpec,), {"size": size}))
