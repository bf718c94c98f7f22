import io

import pytest
from django.core.files.storage import storages
from imagekit.cachefiles import ImageCacheFile
from imagekit.registry import generator_registry
from PIL import Image

from assets.processing import renditions
from assets.processing.recipes import SIZES
from assets.storage import paths
from assets.tests.factories.assets import keep, keep_copy
from assets.tests.factories.files import jpeg

pytestmark = pytest.mark.django_db


def spec(asset, kind="web", **options):
    return generator_registry.get(f"clientpix:{kind}", source=asset, **options)


def test_every_size_is_registered_under_its_name():
    assert {f"clientpix:{size.kind}" for size in SIZES} <= set(generator_registry.get_ids())


@pytest.mark.parametrize("turn", [0, 90])
def test_a_spec_names_the_file_as_the_vault_does(turn):
    asset = keep(jpeg())
    for size in SIZES:
        recipe = renditions.recipe(turn)
        key = paths.rendition_key(size.kind, asset.sha256, recipe)
        assert ImageCacheFile(spec(asset, size.kind, turn=turn)).name == key


def test_a_file_is_there_when_its_row_is():
    asset = keep(jpeg())
    file = ImageCacheFile(spec(asset))
    assert not file
    keep_copy(asset, "web", renditions.RECIPE)
    assert file
    assert not ImageCacheFile(spec(asset, "small"))
    assert not ImageCacheFile(spec(asset, turn=90))


def test_what_is_drawn_is_what_our_own_decoder_draws():
    asset = keep(jpeg((900, 600), (200, 60, 60)))
    for kind, size in (("web", (600, 900)), ("thumbnails", (533, 800)), ("small", (267, 400))):
        with Image.open(io.BytesIO(spec(asset, kind, turn=90).generate().read())) as image:
            assert (image.format, image.size) == ("WEBP", size)


def test_nothing_is_made_while_something_waits(django_capture_on_commit_callbacks):
    asset = keep(jpeg())
    file = ImageCacheFile(spec(asset))
    with django_capture_on_commit_callbacks() as later:
        bool(file)
        assert later == []
        file.generate()
    assert len(later) == 1
    assert not storages["photos"].exists(file.name)
