"""Convert a video for browsers, unless the original plays in all of them and is small enough."""

from django.utils.translation import gettext_lazy as _

from assets.intake.kinds import Kind
from assets.processing import rendition_files, video

NAME = "playable_video"
LABEL = _("Couldn't convert the video for playback.")
IS_REQUIRED = False


def applies_to(asset):
    return asset.kind == Kind.FILM and bool(
        rendition_files.find_missing_recipes(asset, ["video"], [video.RECIPE])
    )


def look(asset, path, folder, report_progress):
    """Return the converted file and its footage, or None if the original is good enough."""
    if video.is_playable(video.inspect(path, asset.extension)):
        return None
    made = video.make_playable(path, asset.extension, folder, report_progress)
    return made, video.inspect(made, "mp4")


def keep(asset, result):
    if result:
        path, footage = result
        size = footage.width, footage.height
        file = rendition_files.RenditionFile("video", video.RECIPE, path, *size)
        rendition_files.store(asset, [file])
