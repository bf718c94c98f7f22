"""Render the three sizes that people see instead of the original."""

from django.utils.translation import gettext_lazy as _

from assets.intake.kinds import Kind
from assets.models import Asset, Picture
from assets.processing import rendition_files, renditions, video
from assets.processing.recipes import SIZES

NAME = "previews"
LABEL = _("Couldn't create a preview.")
IS_REQUIRED = True
KINDS = [size.kind for size in SIZES]
COLUMNS = ("average_color", "placeholder")


def applies_to(asset):
    return (
        asset.kind != Kind.SIDECAR
        and asset.state != Asset.State.FAILED
        and bool(_find_missing_turns(asset))
    )


def look(asset, path, folder, report_progress):
    still, extension = path, asset.extension
    if asset.kind == Kind.FILM:
        still, extension = video.extract_poster(path, asset.extension, folder), "png"
    return {turn: _render(still, extension, folder, turn) for turn in _find_missing_turns(asset)}


def keep(asset, result):
    files = [file for turn, rendered in result.items() for file in _list_files(turn, rendered)]
    rendition_files.store(asset, files)
    if 0 in result:
        # The poster of a video may be smaller than the video, so its size says nothing.
        columns = [*COLUMNS] if asset.kind == Kind.FILM else [*COLUMNS, "width", "height"]
        values = {column: result[0][column] for column in columns}
        Asset.objects.filter(pk=asset.pk).update(recipe=renditions.RECIPE, **values)


def _find_missing_turns(asset):
    """Return the rotations of the asset's pictures for which a size is missing, and 0."""
    turned = Picture.objects.filter(versions__asset=asset).values_list("rotation", flat=True)
    recipes = {renditions.recipe(turn): turn for turn in sorted({0, *turned})}
    missing = rendition_files.find_missing_recipes(asset, KINDS, recipes)
    return [recipes[recipe] for recipe in missing]


def _render(still, extension, folder, turn):
    turn_folder = folder / str(turn)
    turn_folder.mkdir()
    return renditions.render_in_sandbox(still, extension, turn, turn_folder)


def _list_files(turn, rendered):
    for file in rendered["files"]:
        size = file["width"], file["height"]
        yield rendition_files.RenditionFile(
            file["kind"], renditions.recipe(turn), renditions.get_path(file), *size
        )
