"""Register the three sizes as specs of django-imagekit, which finds this module by its name.

They let extensions use the renditions through imagekit's interface, for example
`{% generateimage "clientpix:web" source=asset %}`. `assets.processing.recipes` defines the sizes;
`docs/decisions.md` explains why the pipeline itself does not use imagekit.
"""

from django.core.files.storage import storages
from imagekit import ImageSpec, register

from assets.processing import recipes
from assets.processing.tasks import process_soon
from assets.storage import paths


class RenditionBackend:
    """Look files up by their rows, and leave making them to a task."""

    is_async = True

    def exists(self, file):
        spec = file.generator
        return spec.source.renditions.filter(kind=spec.size.kind, recipe=spec.recipe).exists()

    def generate(self, file, force=False):
        if force or not self.exists(file):
            process_soon([file.generator.source.pk])


class OnDemandStrategy:
    """Make no file only because something mentions it."""

    def should_verify_existence(self, file):
        return True


class RenditionSpec(ImageSpec):
    """One size of an asset, rotated clockwise by `turn` degrees."""

    size = None
    format = "WEBP"
    cachefile_backend = RenditionBackend()
    cachefile_strategy = OnDemandStrategy()

    def __init__(self, source, turn=0):
        super().__init__(source)
        self.recipe = recipes.recipe(turn)

    @property
    def cachefile_name(self):
        return paths.rendition_key(self.size.kind, self.source.sha256, self.recipe)

    @property
    def cachefile_storage(self):
        return storages["photos"]


for size in recipes.SIZES:
    register.generator(f"clientpix:{size.kind}", type(size.kind, (RenditionSpec,), {"size": size}))
