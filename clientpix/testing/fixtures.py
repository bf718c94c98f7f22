"""Fixtures that every app uses. They import Django late, when it is ready."""

import pytest


@pytest.fixture(autouse=True)
def _test_settings(settings, monkeypatch, tmp_path):
    """Use fast password hashes, plain static files and no background writes."""
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
def run_jobs(db):
    """Return a function that runs all due jobs."""
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
def owner_client(client, owner):
    """Return a client that is signed in as the owner."""
    client.force_login(owner)
    return client
