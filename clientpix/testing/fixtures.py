"""Who appears in tests. Django is imported only once it is ready."""

import pytest


@pytest.fixture(autouse=True)
def _calm(settings, monkeypatch, tmp_path):
    """Cheap hashes, statics without a manifest, nobody who writes in the background."""
    settings.PHOTOS = tmp_path / "photos"
    monkeypatch.setattr("accounts.sessions.last_seen.buffer.note", lambda person: None)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "photos": {
            "BACKEND": "assets.storage.backends.LocalDisk",
            "OPTIONS": {"location": settings.PHOTOS},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def work(db):
    """Do what is waiting to be done, here and now; whoever was called in for it goes home."""
    from assets.processing import probe
    from clientpix.jobs.workers.worker import Worker

    yield Worker("test").drain
    probe.stop()


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
