import pytest

from albums.grid import rendition_choice
from assets.processing.recipes import RECIPE, recipe


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_the_current_recipe_is_chosen_when_it_is_available(rotation):
    available = ["r1", "r1-90", recipe(), recipe(90), recipe(180), recipe(270)]
    assert rendition_choice.choose_recipe(available, rotation) == recipe(rotation)


def test_an_older_rotated_recipe_is_chosen_before_a_newer_unrotated_one():
    assert rendition_choice.choose_recipe(["r1", "r1-90", RECIPE], 90) == "r1-90"


def test_the_newest_unrotated_recipe_is_chosen_when_none_is_rotated():
    assert rendition_choice.choose_recipe(["r1", "r1-90", RECIPE], 180) == RECIPE


def test_a_rotated_recipe_is_not_chosen_for_an_unrotated_photo():
    assert rendition_choice.choose_recipe(["r1-90"], 0) == ""


def test_recipe_numbers_are_compared_as_numbers():
    assert rendition_choice.choose_recipe(["r0", "r00009", "r00010"], 0) == "r00010"
    assert rendition_choice.choose_recipe(["r9-90", "r10-90"], 90) == "r10-90"


def test_no_recipe_is_chosen_when_there_is_none():
    assert rendition_choice.choose_recipe([], 90) == ""
