"""A process is killed at any step: nothing acknowledged is lost, and the next try succeeds."""

import json
import re
from collections import Counter

import pytest

from clientpix.testing.repository import ROOT, tracked

LONG = 600
REACHED = re.compile(r'failpoints\.reach\(\s*"([^"]+)"')


def find_failpoints():
    """Return the names of all failpoints in the source. Each dangerous step has its own."""
    names = (name for name in tracked() if name.endswith(".py") and "/tests/" not in name)
    steps = REACHED.findall("\n".join((ROOT / name).read_text() for name in names))
    assert len(steps) == len(set(steps)), sorted(steps)
    return set(steps)


@pytest.mark.db
@pytest.mark.parametrize("rounds", [1, pytest.param(20, marks=pytest.mark.long)])
def test_nothing_is_lost_when_a_process_is_killed_at_any_step(installation, print_figures, rounds):
    deaths = Counter()
    for _ in range(rounds):
        output = installation.python(
            "from albums.tests.durability import kill_harness; kill_harness.run_all()", LONG
        )
        deaths.update(json.loads(output))
    print_figures(f"{deaths.total()} kills at {len(deaths)} steps: {dict(deaths)}")
    assert set(deaths) == find_failpoints()
    assert len(deaths) >= 12
