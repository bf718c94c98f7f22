"""The files of a picture, each with links to what can be looked at of it."""

from typing import NamedTuple

from albums.grid import rendition_choice
from assets.delivery import media_urls
from assets.intake.kinds import Kind, is_inline
from assets.models import Asset, Rendition, Version
from assets.processing import problems
from assets.processing.video import RECIPE as FILM
from assets.storage import paths

THUMBNAIL, WEB = "thumbnails", "web"


class Preview(NamedTuple):
    """Links to what is seen of a file; nothing, where that is not made yet, or cannot be."""

    thumbnail_url: str = ""
    whole: str = ""
    video_url: str = ""
    width: int = 0
    height: int = 0
    spin: int = 0  # what is there has still to be turned by so much


class File(NamedTuple):
    """A version, with what is seen of it, and what there is to say of it."""

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
    """What leads comes first, then the others as they arrived."""
    versions = picture.versions.select_related("asset", "uploader")
    versions = list(versions.order_by("-leads", "arrived_at", "id"))
    copies = _load_renditions([version.asset_id for version in versions])
    return [
        _build_file(version, picture, door, copies.get(version.asset_id, {}))
        for version in versions
    ]


def _load_renditions(assets):
    """How large each rendition is, by asset, kind and recipe."""
    found = {}
    rows = Rendition.objects.filter(asset__in=assets, kind__in=[THUMBNAIL, WEB, "video"])
    for asset, *what, width, height in rows.values_list(
        "asset", "kind", "recipe", "width", "height"
    ):
        found.setdefault(asset, {})[tuple(what)] = (width or 0, height or 0)
    return found


def _build_file(version, picture, door, copies):
    asset = version.asset
    sight = _build_preview(asset, picture.rotation, door, copies)
    return File(version, sight, problems.describe(asset.trouble))


def _build_preview(asset, turn, door, copies):
    whole = {made_by for kind, made_by in copies if kind == WEB and (THUMBNAIL, made_by) in copies}
    made_by = rendition_choice.choose_recipe(whole, turn)
    film = _sign_video_url(asset, door, copies)
    if not made_by:
        return Preview(video_url=film)
    links = [(kind, asset.sha256, made_by) for kind in (THUMBNAIL, WEB)]
    early, whole = media_urls.build_media_urls(door, links)
    spin = (turn - rendition_choice.rotation_of(made_by)) % 360
    return Preview(early, whole, film, *copies[WEB, made_by], spin)


def _sign_video_url(asset, door, copies):
    """As it was made for browsers; where that was not needed, or not yet done, the original."""
    if asset.kind != Kind.FILM or asset.lost_at:
        return ""
    if ("video", FILM) in copies:
        return media_urls.build_media_url(door, "video", asset.sha256, FILM)
    if asset.state == Asset.State.READY and is_inline(asset.extension):
        return media_urls.build_media_url(door, paths.ORIGINALS, asset.sha256, "-")
    return ""
