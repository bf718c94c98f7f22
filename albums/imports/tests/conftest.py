import math

import pytest


@pytest.fixture
def whole_groups(monkeypatch):
    """Acknowledge files only in full groups, not earlier because a busy machine reads slowly."""
    monkeypatch.setattr("albums.imports.run.MAX_GROUP_SECONDS", math.inf)
