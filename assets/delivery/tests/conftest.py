import pytest

from assets.delivery import media_urls
from assets.delivery.tests.responses import url_builder
from assets.tests.factories.assets import keep, keep_rendition


@pytest.fixture
def photo(db):
    return media_urls.get_original_file(keep(), "Zoë & Jörg.jpg")


@pytest.fixture
def asset(db):
    return keep()


@pytest.fixture
def web(asset):
    return keep_rendition(asset)


@pytest.fixture
def build_url(owner, asset, web):
    return url_builder(owner, asset)
