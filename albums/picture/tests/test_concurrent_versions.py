import json

import pytest

pytestmark = pytest.mark.db


def test_versions_stay_consistent_when_two_people_change_a_picture(installation, print_figures):
    rounds = 40
    code = f"from albums.picture.tests.concurrent_versions import contend; contend({rounds})"
    found = json.loads(installation.python(code, patience=240))
    print_figures(f"{rounds} pictures at which two people made changes at the same time")
    assert found["ends"] == [0, 0]
    assert found["files"] == 3 * rounds
    assert (found["wrong"], found["led on"], found["lost"]) == ([], 0, 0)
