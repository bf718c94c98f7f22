"""The three preview sizes as django-imagekit specs.

imagekit finds this module by its name, and provides the names and interface of the specs. This
module says where files are stored and how they are made: an image is decoded once for all sizes,
in a sandbox, and never during a request.
"""

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from imagekit import ImageSpec, register

from assets.processing import renditions, scratch
from assets.processing.recipes import METHOD, SIZES
from assets.processing.tasks import process_soon
from assets.storage import paths, vault


class RenditionBackend:
    """Looks up existing files in the database and makes missing ones in a background task."""

    is_async = True

    def exists(self, file):
        spec = file.generator
        return spec.source.renditions.filter(kind=spec.size.kind, recipe=spec.recipe).exists()

    def generate(self, file, force=False):
        if force or not self.exists(file):
            process_soon([file.generator.source.pk])


class OnDemandStrategy:
    """Never makes a file just because its URL is used."""

    def should_verify_existence(self, file):
        return True


class RenditionSpec(ImageSpec):
    """One preview size of an asset, with the rotation of its picture."""

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
        """Render the file now, even if it's stored already."""
        with vault.borrow(self.source.key) as path, scratch.open_folder() as folder:
            output = renditions.render_in_sandbox(path, self.source.extension, self.turn, folder)
            (file,) = [file for file in output["files"] if file["kind"] == self.size.kind]
            return ContentFile(renditions.get_path(file).read_bytes(), self.cachefile_name)


for size in SIZES:
    register.generator(f"clientpix:{size.kind}", type(size.kind, (RenditionSpec,), {"size": size}))
