"""Two workers have the two files of a pair in hand at the same moment."""

import json

import pytest

PATIENCE = 900


@pytest.mark.db
@pytest.mark.parametrize("pairs", [20, pytest.param(200, marks=pytest.mark.long)])
def test_each_pair_becomes_one_picture_when_two_workers_race(installation, print_figures, pairs):
    module = "albums.processing_steps.tests"
    code = f"from {module} import concurrent_merging; concurrent_merging.race({pairs})"
    found = json.loads(installation.python(code, PATIENCE))
    assert found["ends"] == [0, 0]
    pictures = found["pictures"]
    print_figures(f"{pairs} pairs developed by two at once: {len(pictures)} pictures")
    assert len(pictures) == found["placements"] == pairs
    for picture in pictures:
        edit, original = picture["names"]
        assert edit == original.replace(".jpg", "-Edit.jpg")
        assert (picture["leads"], picture["placements"], picture["redirects"]) == (1, 1, 1)
        assert picture["ends"] == [["ready", None]]
