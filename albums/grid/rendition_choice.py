"""Choose which renditions of a file to show."""

from assets.processing import recipes

RECIPE_BY_ROTATION = {rotation: recipes.recipe(rotation) for rotation in recipes.TURNS}


def choose_recipe(available, rotation):
    """Return the best of these recipes for a rotation, or "" if none can be used.

    The rotated renditions come first, and the newest. Without them the unrotated ones are shown,
    and the page rotates them.
    """
    # After a change of the recipe, old renditions are shown until new ones are made.
    if RECIPE_BY_ROTATION[rotation] in available:
        return RECIPE_BY_ROTATION[rotation]
    newest_first = sorted(available, key=_sort_key, reverse=True)
    rotated = [recipe for recipe in newest_first if rotation_of(recipe) == rotation]
    unrotated = [recipe for recipe in newest_first if not rotation_of(recipe)]
    return next(iter(rotated + unrotated), "")


def rotation_of(recipe):
    """Return the rotation in the name of a recipe: 90 for "r1-90"."""
    return int(recipe.partition("-")[2] or 0)


def _sort_key(recipe):
    # "r9" comes before "r10".
    return len(recipe.partition("-")[0]), recipe
