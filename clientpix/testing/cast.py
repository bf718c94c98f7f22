"""Who appears in tests. Django is imported only once it is ready."""

import pytest


@pytest.fixture(autouse=True)
def _calm(settings):
    """Cheap hashes, statics without a manifest."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def owner(db):
    from model_bakery import baker

    return baker.make("accounts.User", email="owner@example.org", role="owner")


@pytest.fixture
def uploader(db):
    from model_bakery import baker

    return baker.make("accounts.User", email="uploader@example.org", role="uploader")


@pytest.fixture
def studio(client, owner):
    """A browser in which the owner is signed in."""
    client.force_login(owner)
    return client
