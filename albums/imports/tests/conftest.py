import math

import pytest

from albums.imports.tests.watched_folder import WatchedFolder

OWNER = (
    "from accounts.models import User; User.objects.create(email='o@example.org', role='owner')"
)


@pytest.fixture
def whole_groups(monkeypatch):
    """Acknowledge files only in full groups, not earlier because a busy machine reads slowly."""
    monkeypatch.setattr("albums.imports.run.MAX_GROUP_SECONDS", math.inf)


@pytest.fixture
def owned_installation(installation):
    """An installation with an owner."""
    installation.python(OWNER)
    return installation


@pytest.fixture
def watched_folder(owned_installation, tmp_path):
    return WatchedFolder(owned_installation, tmp_path / "watched")
