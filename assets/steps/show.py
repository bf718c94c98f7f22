"""Small, middling and large: what people look at instead of the original."""

from assets import copies, fence, films, renditions, setback
from assets.kinds import Kind
from assets.models import Asset, Picture
from assets.recipes import SIZES

NAME = "preview"
IS_NEEDED = True
KINDS = [size.kind for size in SIZES]
FOUND = ("shade", "placeholder")  # and of a film not the size, as its poster may be smaller
PASSING = {
    *(fence.Why.CRASHED, fence.Why.OVER_TIME, fence.Why.OVER_MEMORY),
    *(films.Why.CRASHED, films.Why.OVER_TIME, films.Why.OVER_MEMORY),
}


def concerns(asset):
    return asset.kind != Kind.SIDECAR and asset.state != Asset.State.FAILED and bool(_left(asset))


def look(asset, path, into, tell):
    try:
        still, extension = path, asset.extension
        if asset.kind == Kind.FILM:
            still, extension = films.poster(path, asset.extension, into), "png"
        return {turn: _look(still, extension, into, turn) for turn in _left(asset)}
    except films.NoFfmpeg as trouble:
        raise setback.Setback("no ffmpeg") from trouble
    except (fence.Broken, films.Broken) as trouble:
        raise setback.of(trouble, PASSING) from trouble


def keep(asset, found):
    copies.keep(asset, [made for turn, seen in found.items() for made in _made(turn, seen)])
    if 0 in found:
        told = [*FOUND] if asset.kind == Kind.FILM else [*FOUND, "width", "height"]
        seen = {column: found[0][column] for column in told}
        Asset.objects.filter(pk=asset.pk).update(recipe=renditions.RECIPE, **seen)


def _left(asset):
    """The turns that people gave its pictures, as far as there is nothing to show of them."""
    turned = Picture.objects.filter(versions__asset=asset).values_list("turn", flat=True)
    recipes = {renditions.recipe(turn): turn for turn in sorted({0, *turned})}
    return [recipes[recipe] for recipe in copies.missing(asset, KINDS, recipes)]


def _look(still, extension, into, turn):
    place = into / str(turn)
    place.mkdir()
    return renditions.draw(still, extension, turn, place)


def _made(turn, seen):
    for file in seen["files"]:
        size = file["width"], file["height"]
        yield copies.Made(file["kind"], renditions.recipe(turn), renditions.path_of(file), *size)
