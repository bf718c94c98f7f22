"""Small, middling and large: what people look at instead of the original."""

from assets.intake.kinds import Kind
from assets.models import Asset, Picture
from assets.processing import rendition_files, renditions, sandbox, step_errors, video
from assets.processing.recipes import SIZES

NAME = "preview"
IS_NEEDED = True
KINDS = [size.kind for size in SIZES]
FOUND = (
    "average_color",
    "placeholder",
)  # and of a film not the size, as its poster may be smaller
PASSING = {
    *(
        sandbox.SandboxProblem.CRASHED,
        sandbox.SandboxProblem.OVER_TIME,
        sandbox.SandboxProblem.OVER_MEMORY,
    ),
    *(video.VideoProblem.CRASHED, video.VideoProblem.OVER_TIME, video.VideoProblem.OVER_MEMORY),
}


def concerns(asset):
    return asset.kind != Kind.SIDECAR and asset.state != Asset.State.FAILED and bool(_left(asset))


def look(asset, path, into, tell):
    try:
        still, extension = path, asset.extension
        if asset.kind == Kind.FILM:
            still, extension = video.extract_poster(path, asset.extension, into), "png"
        return {turn: _look(still, extension, into, turn) for turn in _left(asset)}
    except video.FfmpegMissing as trouble:
        raise step_errors.StepError("no ffmpeg") from trouble
    except (sandbox.SandboxError, video.VideoError) as trouble:
        raise step_errors.from_error(trouble, PASSING) from trouble


def keep(asset, found):
    rendition_files.store(
        asset, [made for turn, seen in found.items() for made in _made(turn, seen)]
    )
    if 0 in found:
        told = [*FOUND] if asset.kind == Kind.FILM else [*FOUND, "width", "height"]
        seen = {column: found[0][column] for column in told}
        Asset.objects.filter(pk=asset.pk).update(recipe=renditions.RECIPE, **seen)


def _left(asset):
    """The turns that people gave its pictures, as far as there is nothing to show of them."""
    turned = Picture.objects.filter(versions__asset=asset).values_list("rotation", flat=True)
    recipes = {renditions.recipe(turn): turn for turn in sorted({0, *turned})}
    return [
        recipes[recipe] for recipe in rendition_files.find_missing_recipes(asset, KINDS, recipes)
    ]


def _look(still, extension, into, turn):
    place = into / str(turn)
    place.mkdir()
    return renditions.render_in_sandbox(still, extension, turn, place)


def _made(turn, seen):
    for file in seen["files"]:
        size = file["width"], file["height"]
        yield rendition_files.RenditionFile(
            file["kind"], renditions.recipe(turn), renditions.get_path(file), *size
        )
