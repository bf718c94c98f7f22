"""A film as every browser plays it, where the original is not that or larger than it need be."""

from assets.intake.kinds import Kind
from assets.processing import rendition_files, step_errors, video

NAME = "film"
IS_NEEDED = False
PASSING = {
    video.VideoProblem.OVER_TIME,
    video.VideoProblem.OVER_MEMORY,
    video.VideoProblem.CRASHED,
}


def concerns(asset):
    return asset.kind == Kind.FILM and bool(
        rendition_files.find_missing_recipes(asset, ["video"], [video.RECIPE])
    )


def look(asset, path, into, tell):
    """Nothing where the original will do."""
    try:
        if video.is_playable(video.inspect(path, asset.extension)):
            return None
        made = video.make_playable(path, asset.extension, into, tell)
        return made, video.inspect(made, "mp4")
    except video.FfmpegMissing as trouble:
        raise step_errors.StepError("no ffmpeg") from trouble
    except video.VideoError as trouble:
        raise step_errors.from_error(trouble, PASSING) from trouble


def keep(asset, found):
    if found:
        path, shape = found
        rendition_files.store(
            asset,
            [
                rendition_files.RenditionFile(
                    "video", video.RECIPE, path, shape.width, shape.height
                )
            ],
        )
