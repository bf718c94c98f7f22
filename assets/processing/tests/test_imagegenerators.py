import pytest
from django.core.files.storage import storages
from imagekit.cachefiles import ImageCacheFile
from imagekit.registry import generator_registry

from assets.processing import recipes
from assets.storage import paths
from assets.tests.factories.assets import keep, keep_rendition
from assets.tests.factories.files import jpeg

pytestmark = pytest.mark.django_db


def get_spec(asset, kind="web", **options):
    return generator_registry.get(f"clientpix:{kind}", source=asset, **options)


def test_every_size_is_registered_under_its_name():
    names = {f"clientpix:{size.kind}" for size in recipes.SIZES}
    assert names <= set(generator_registry.get_ids())


@pytest.mark.parametrize("turn", [0, 90])
def test_a_spec_has_the_key_of_the_stored_rendition(turn):
    asset = keep(jpeg())
    for size in recipes.SIZES:
        key = paths.rendition_key(size.kind, asset.sha256, recipes.recipe(turn))
        assert ImageCacheFile(get_spec(asset, size.kind, turn=turn)).name == key


def test_a_file_exists_when_it_has_a_row():
    asset = keep(jpeg())
    file = ImageCacheFile(get_spec(asset))
    assert not file
    keep_rendition(asset, "web", recipes.RECIPE)
    assert file
    assert not ImageCacheFile(get_spec(asset, "small"))
    assert not ImageCacheFile(get_spec(asset, turn=90))


def test_a_missing_file_is_made_by_a_task_when_it_is_generated(django_capture_on_commit_callbacks):
    asset = keep(jpeg())
    file = ImageCacheFile(get_spec(asset))
    with django_capture_on_commit_callbacks() as callbacks:
        bool(file)
        assert callbacks == []
        file.generate()
    assert len(callbacks) == 1
    assert not storages["photos"].exists(file.name)
