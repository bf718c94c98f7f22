"""Build the context of the page of a photo."""

from typing import NamedTuple

from django.urls import reverse

from accounts import doors
from albums.grid.shapes import format_ratio
from albums.models import Placement
from albums.picture import details, files, merge_suggestions, neighbours
from assets.models import Version

MAX_ALBUMS = 6


class ContainingAlbums(NamedTuple):
    """The first albums that contain a picture, and how many more there are."""

    albums: list
    more_count: int


def build_context(person, picture, placement=None, version=""):
    """Return the context. VERSION is the id of the version to show instead of the leading one."""
    door = doors.for_user(person)
    all_files = files.list_files(picture, door)
    viewable = [file for file in all_files if file.is_viewable]
    file = next((file for file in viewable if file.version.pk.hex == version), all_files[0])
    lines, all_metadata = details.build_details(picture, file.version)
    may_change = _may_change(person, picture, placement)
    context = {
        **_build_urls(picture, placement, file),
        "picture": picture,
        "placement": placement,
        "files": all_files,
        "file": file,
        "lines": lines,
        "metadata": all_metadata,
        "ratio": _aspect_ratio(picture, file.version.asset),
        "has_several_versions": len(viewable) > 1,
        "containing": _list_albums(person, picture),
        "may_change": may_change,
        "removable": _find_removable(person, all_files) if may_change else (),
    }
    if placement:
        album = placement.album
        context |= {
            "album": album,
            "neighbours": neighbours.find_neighbours(album, placement, door),
        }
        if may_change:
            suggestions = merge_suggestions.suggest_merges(album, picture, all_files, door)
            context["suggestions"] = suggestions
    return context


def _build_urls(picture, placement, file):
    """Return the URL of this page, and the query strings that lead back to it after a change."""
    if placement is None:
        url, album = reverse("standalone-picture", args=[picture.pk]), ""
    else:
        url = reverse("picture", args=[placement.album.slug, picture.pk])
        album = placement.album.slug
    back = f"?album={album}"
    return {"here": url, "back": back, "query": f"{back}&version={file.version.pk.hex}"}


def _aspect_ratio(picture, asset):
    return format_ratio(asset.width, asset.height, picture.rotation)


def _may_change(person, picture, placement):
    if placement and placement.album.is_archived:
        return False
    if person.is_owner:
        return True
    changeable = Placement.objects.changeable_by(person)
    return bool(placement) and changeable.filter(pk=placement.pk, picture=picture).exists()


def _find_removable(person, all_files):
    """Return the ids of the versions the person may move to the trash."""
    # The last viewable version stays. Uploaders may only remove their own files.
    viewable = [file for file in all_files if file.is_viewable]
    return {
        file.version.pk
        for file in all_files
        if (len(viewable) > 1 or file.version.role == Version.Role.SIDECAR)
        and (person.is_owner or file.version.uploader_id == person.pk)
    }


def _list_albums(person, picture):
    # Albums the person may not see are not even counted.
    visible = Placement.objects.visible_to(person).filter(picture=picture, is_orphan_sidecar=False)
    placements = visible.select_related("album").order_by("album__title", "id")
    albums = [placement.album for placement in placements]
    return ContainingAlbums(albums[:MAX_ALBUMS], max(0, len(albums) - MAX_ALBUMS))
