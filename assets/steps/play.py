"""A film as every browser plays it, where the original is not that or larger than it need be."""

from assets import copies, films, setback
from assets.kinds import Kind

NAME = "film"
IS_NEEDED = False
PASSING = {films.Why.OVER_TIME, films.Why.OVER_MEMORY, films.Why.CRASHED}


def concerns(asset):
    return asset.kind == Kind.FILM and bool(copies.missing(asset, ["video"], [films.RECIPE]))


def look(asset, path, into, tell):
    """Nothing where the original will do."""
    try:
        if films.is_playable(films.look(path, asset.extension)):
            return None
        made = films.playable(path, asset.extension, into, tell)
        return made, films.look(made, "mp4")
    except films.NoFfmpeg as trouble:
        raise setback.Setback("no ffmpeg") from trouble
    except films.Broken as trouble:
        raise setback.of(trouble, PASSING) from trouble


def keep(asset, found):
    if found:
        path, shape = found
        copies.keep(asset, [copies.Made("video", films.RECIPE, path, shape.width, shape.height)])
