"""All that the page of a picture shows to somebody."""

from typing import NamedTuple

from django.urls import reverse

from accounts import doors
from albums.grid.shapes import format_ratio
from albums.models import Placement
from albums.picture import details, files, merge_suggestions, neighbours
from assets.models import Version

MAX_ALBUMS = 6


class ContainingAlbums(NamedTuple):
    """The albums that a picture lies in, and how many more there are."""

    albums: list
    more_count: int


def build_context(person, picture, placement=None, shown=""):
    """SHOWN is the version that an address asks for; without it, what leads is seen."""
    door = doors.for_user(person)
    its = files.list_files(picture, door)
    file = next((one for one in its if one.version.pk.hex == shown and one.is_viewable), its[0])
    lines, said = details.build_details(picture, file.version)
    may_change = _may_change(person, picture, placement)
    context = {
        **_build_urls(picture, placement, file),
        "picture": picture,
        "placement": placement,
        "files": its,
        "file": file,
        "lines": lines,
        "said": said,
        "ratio": _aspect_ratio(picture, file.version.asset),
        "several": sum(one.is_viewable for one in its) > 1,
        "lying": _list_albums(person, picture),
        "may_change": may_change,
        "removable": _find_removable(person, its) if may_change else (),
    }
    if placement:
        album = placement.album
        context |= {"album": album, "beside": neighbours.find_neighbours(album, placement, door)}
        if may_change:
            context["partners"] = merge_suggestions.suggest_merges(album, picture, its, door)
    return context


def _build_urls(picture, placement, file):
    """Of this page, and what leads back to it from wherever something is done about it."""
    if placement is None:
        here, album = reverse("standalone-picture", args=[picture.pk]), ""
    else:
        here = reverse("picture", args=[placement.album.slug, picture.pk])
        album = placement.album.slug
    back = f"?album={album}"
    return {"here": here, "back": back, "query": f"{back}&version={file.version.pk.hex}"}


def _aspect_ratio(picture, asset):
    return format_ratio(asset.width, asset.height, picture.rotation)


def _may_change(person, picture, placement):
    if placement and placement.album.is_archived:
        return False
    if person.is_owner:
        return True
    mine = Placement.objects.changeable_by(person)
    return bool(placement) and mine.filter(pk=placement.pk, picture=picture).exists()


def _find_removable(person, its):
    """What is not all there is of it; of uploaders only their own."""
    seen = [file for file in its if file.is_viewable]
    return {
        file.version.pk
        for file in its
        if (len(seen) > 1 or file.version.role == Version.Role.SIDECAR)
        and (person.is_owner or file.version.uploader_id == person.pk)
    }


def _list_albums(person, picture):
    """Of what is closed to somebody not even the number is said."""
    seen = Placement.objects.visible_to(person).filter(picture=picture, is_orphan_sidecar=False)
    places = list(seen.select_related("album").order_by("album__title", "id"))
    albums = [place.album for place in places]
    return ContainingAlbums(albums[:MAX_ALBUMS], max(0, len(albums) - MAX_ALBUMS))
