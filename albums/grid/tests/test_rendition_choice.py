import pytest

from albums.grid import rendition_choice
from assets.processing.recipes import RECIPE, recipe


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_what_was_made_by_the_recipe_of_today_is_shown(turn):
    there = ["r1", "r1-90", recipe(), recipe(90), recipe(180), recipe(270)]
    assert rendition_choice.choose_recipe(there, turn) == recipe(turn)


def test_an_older_one_that_lies_as_it_should_comes_before_a_newer_one_that_does_not():
    assert rendition_choice.choose_recipe(["r1", "r1-90", RECIPE], 90) == "r1-90"


def test_until_it_is_turned_the_newest_is_shown_as_it_came():
    assert rendition_choice.choose_recipe(["r1", "r1-90", RECIPE], 180) == RECIPE


def test_what_was_once_turned_is_not_shown_where_nothing_is_to_be_turned():
    assert rendition_choice.choose_recipe(["r1-90"], 0) == ""


def test_recipes_are_counted_as_people_count():
    assert rendition_choice.choose_recipe(["r0", "r00009", "r00010"], 0) == "r00010"
    assert rendition_choice.choose_recipe(["r9-90", "r10-90"], 90) == "r10-90"


def test_where_nothing_is_there_nothing_is_shown():
    assert rendition_choice.choose_recipe([], 90) == ""
