from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import doors
from albums.gates import album_page
from albums.wall import blocks, chapters, places, shapes, tiles

PAGE = "albums/photos.html"


@album_page
@require_safe
def photos(request, album):
    """An album as clients see it, from its beginning or from the picture that was asked for."""
    start = places.of(album, request.GET.get("at", ""))
    shown = chapters.of(album, doors.of(request.user), start)
    return render(
        request,
        PAGE,
        {
            "album": album,
            "tab": "photos",
            "chapters": shown,
            "pictures": sum(chapter.pictures for chapter in shown),
            "start": start,
        },
    )


@album_page
@require_safe
def block(request, album):
    """The tiles of one block, for a wall that is being scrolled."""
    rows = blocks.rows(album, *(request.GET.get(name, "") for name in ("section", "from", "to")))
    return render(
        request,
        f"{PAGE}#tiles",
        {"album": album, "tiles": tiles.of(rows, doors.of(request.user))},
    )


@album_page
@require_safe
def shape(request, album):
    """How tall everything is that has not been shown yet."""
    start = places.of(album, request.GET.get("at", ""))
    found = shapes.of(album, start and start.pk)
    blocks_of = {section.hex if section else "": blocks for section, blocks in found.items()}
    return JsonResponse({"sections": blocks_of})
