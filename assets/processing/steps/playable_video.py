"""A film as every browser plays it, where the original is not that or larger than it need be."""

from assets.intake.kinds import Kind
from assets.processing import rendition_files, step_errors, video

NAME = "film"
IS_NEEDED = False
PASSING = {video.Why.OVER_TIME, video.Why.OVER_MEMORY, video.Why.CRASHED}


def concerns(asset):
    return asset.kind == Kind.FILM and bool(
        rendition_files.missing(asset, ["video"], [video.RECIPE])
    )


def look(asset, path, into, tell):
    """Nothing where the original will do."""
    try:
        if video.is_playable(video.look(path, asset.extension)):
            return None
        made = video.playable(path, asset.extension, into, tell)
        return made, video.look(made, "mp4")
    except video.NoFfmpeg as trouble:
        raise step_errors.Setback("no ffmpeg") from trouble
    except video.Broken as trouble:
        raise step_errors.of(trouble, PASSING) from trouble


def keep(asset, found):
    if found:
        path, shape = found
        rendition_files.keep(
            asset, [rendition_files.Made("video", video.RECIPE, path, shape.width, shape.height)]
        )
