"""Small, middling and large: what people look at instead of the original."""

from assets.intake.kinds import Kind
from assets.models import Asset, Picture
from assets.processing import rendition_files, renditions, sandbox, step_errors, video
from assets.processing.recipes import SIZES

NAME = "preview"
IS_NEEDED = True
KINDS = [size.kind for size in SIZES]
FOUND = ("shade", "placeholder")  # and of a film not the size, as its poster may be smaller
PASSING = {
    *(sandbox.Why.CRASHED, sandbox.Why.OVER_TIME, sandbox.Why.OVER_MEMORY),
    *(video.Why.CRASHED, video.Why.OVER_TIME, video.Why.OVER_MEMORY),
}


def concerns(asset):
    return asset.kind != Kind.SIDECAR and asset.state != Asset.State.FAILED and bool(_left(asset))


def look(asset, path, into, tell):
    try:
        still, extension = path, asset.extension
        if asset.kind == Kind.FILM:
            still, extension = video.poster(path, asset.extension, into), "png"
        return {turn: _look(still, extension, into, turn) for turn in _left(asset)}
    except video.NoFfmpeg as trouble:
        raise step_errors.Setback("no ffmpeg") from trouble
    except (sandbox.Broken, video.Broken) as trouble:
        raise step_errors.of(trouble, PASSING) from trouble


def keep(asset, found):
    rendition_files.keep(
        asset, [made for turn, seen in found.items() for made in _made(turn, seen)]
    )
    if 0 in found:
        told = [*FOUND] if asset.kind == Kind.FILM else [*FOUND, "width", "height"]
        seen = {column: found[0][column] for column in told}
        Asset.objects.filter(pk=asset.pk).update(recipe=renditions.RECIPE, **seen)


def _left(asset):
    """The turns that people gave its pictures, as far as there is nothing to show of them."""
    turned = Picture.objects.filter(versions__asset=asset).values_list("turn", flat=True)
    recipes = {renditions.recipe(turn): turn for turn in sorted({0, *turned})}
    return [recipes[recipe] for recipe in rendition_files.missing(asset, KINDS, recipes)]


def _look(still, extension, into, turn):
    place = into / str(turn)
    place.mkdir()
    return renditions.draw(still, extension, turn, place)


def _made(turn, seen):
    for file in seen["files"]:
        size = file["width"], file["height"]
        yield rendition_files.Made(
            file["kind"], renditions.recipe(turn), renditions.path_of(file), *size
        )
