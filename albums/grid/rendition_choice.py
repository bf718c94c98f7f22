"""Which of the renditions that are there is shown: a new recipe is not made of all at once."""

from assets.processing.recipes import TURNS, recipe

RECIPE_BY_ROTATION = {turn: recipe(turn) for turn in TURNS}


def choose_recipe(recipes, turn):
    """As the owner turned it, by the newest recipe; until that is made as it came; or none."""
    if RECIPE_BY_ROTATION[turn] in recipes:
        return RECIPE_BY_ROTATION[turn]
    newest_first = sorted(recipes, key=_sort_key, reverse=True)
    fitting = [made_by for made_by in newest_first if rotation_of(made_by) == turn]
    unturned = [made_by for made_by in newest_first if not rotation_of(made_by)]
    return next(iter(fitting + unturned), "")


def rotation_of(made_by):
    """By how much, as the name of a recipe says it."""
    return int(made_by.partition("-")[2] or 0)


def _sort_key(made_by):
    """As people count: the ninth before the tenth."""
    return len(made_by.partition("-")[0]), made_by
