"""List the versions of a picture, with signed links to their previews."""

from typing import NamedTuple

from albums.grid import rendition_choice
from assets.delivery import media_urls
from assets.intake.kinds import Kind, is_inline
from assets.models import Asset, Rendition, Version
from assets.processing import steps
from assets.processing.video import RECIPE as VIDEO_RECIPE
from assets.storage import paths

THUMBNAIL, WEB = "thumbnails", "web"


class Preview(NamedTuple):
    """Links to the renditions of a file. A link is empty if the rendition doesn't exist (yet)."""

    small: str = ""
    large: str = ""
    video: str = ""
    width: int = 0
    height: int = 0
    spin: int = 0  # degrees by which the browser still has to rotate the rendition


class File(NamedTuple):
    """A version with its preview and its problems."""

    version: Version
    preview: Preview
    problems: list

    @property
    def is_viewable(self):
        return self.version.role != Version.Role.SIDECAR

    @property
    def is_processing(self):
        return not self.version.asset.is_processed


def list_files(picture, door):
    """Return the files of a picture: the leading version first, then by time of arrival."""
    versions = picture.versions.select_related("asset", "uploader")
    versions = versions.prefetch_related("asset__problems")
    versions = list(versions.order_by("-leads", "arrived_at", "id"))
    renditions = _load_renditions([version.asset_id for version in versions])
    return [
        _build_file(version, picture, door, renditions.get(version.asset_id, {}))
        for version in versions
    ]


def _load_renditions(assets):
    """Return width and height of the renditions, by asset and by (kind, recipe)."""
    renditions = {}
    rows = Rendition.objects.filter(asset__in=assets, kind__in=[THUMBNAIL, WEB, "video"])
    for asset, *key, width, height in rows.values_list(
        "asset", "kind", "recipe", "width", "height"
    ):
        renditions.setdefault(asset, {})[tuple(key)] = (width or 0, height or 0)
    return renditions


def _build_file(version, picture, door, renditions):
    asset = version.asset
    preview = _build_preview(asset, picture.rotation, door, renditions)
    return File(version, preview, [steps.describe(problem) for problem in asset.problems.all()])


def _build_preview(asset, rotation, door, renditions):
    # A recipe is only usable when both of its sizes exist.
    recipes = {
        recipe for kind, recipe in renditions if kind == WEB and (THUMBNAIL, recipe) in renditions
    }
    recipe = rendition_choice.choose_recipe(recipes, rotation)
    video = _sign_video_url(asset, door, renditions)
    if not recipe:
        return Preview(video=video)
    links = [(kind, asset.sha256, recipe) for kind in (THUMBNAIL, WEB)]
    small, large = media_urls.build_media_urls(door, links)
    spin = (rotation - rendition_choice.rotation_of(recipe)) % 360
    return Preview(small, large, video, *renditions[WEB, recipe], spin)


def _sign_video_url(asset, door, renditions):
    """Return a link to the converted video, or to the original if browsers can play it."""
    if asset.kind != Kind.FILM or asset.lost_at:
        return ""
    if ("video", VIDEO_RECIPE) in renditions:
        return media_urls.build_media_url(door, "video", asset.sha256, VIDEO_RECIPE)
    if asset.state == Asset.State.READY and is_inline(asset.extension):
        return media_urls.build_media_url(door, paths.ORIGINALS, asset.sha256, "-")
    return ""
