"""Two people who act on the same photos, in a real database with real locks."""

import json

import pytest

pytestmark = pytest.mark.db


@pytest.fixture
def run_case(installation):
    def run(case):
        return json.loads(
            installation.python(
                f"from albums.actions.tests import concurrent_actions; concurrent_actions.{case}()"
            )
        )

    return run


def test_an_action_is_undone_once_when_two_people_undo_it(run_case):
    assert run_case("undo_one_action") == {
        "outcomes": ["UndoExpired", "UndoResult"],
        "epoch": 2,
        "placements": 20,
    }


def test_each_photo_is_recorded_once_when_two_people_hide_it(run_case):
    result = run_case("hide_overlapping_selections")
    assert result["outcomes"] == ["Action 15", "Action 5"]
    assert result["epoch"] == 2


def test_two_moves_in_opposite_directions_do_not_deadlock(run_case):
    assert run_case("move_in_opposite_directions") == {
        "outcomes": ["Action 10", "Action 10"],
        "epoch": 1,
        "placements": 20,
    }
