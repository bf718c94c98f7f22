"""Acts of two people on the same pictures, in a real database with its real locks."""

import json

import pytest

pytestmark = pytest.mark.db


@pytest.fixture
def contend(house):
    def told(case):
        return json.loads(
            house.python(
                f"from albums.actions.tests import concurrent_actions; concurrent_actions.{case}()"
            )
        )

    return told


def test_an_act_that_two_undo_is_undone_once(contend):
    told = contend("undo_one_act")
    assert told == {"found": ["UndoExpired", "UndoResult"], "epoch": 2, "lying": 20}


def test_what_two_hide_is_noted_once_for_each_picture(contend):
    told = contend("hide_what_overlaps")
    assert told["found"] == ["Act 15", "Act 5"]
    assert told["epoch"] == 2


def test_two_who_move_towards_each_other_do_not_wait_for_ever(contend):
    assert contend("move_towards_each_other") == {
        "found": ["Act 10", "Act 10"],
        "epoch": 1,
        "lying": 20,
    }
