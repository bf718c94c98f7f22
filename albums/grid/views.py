from django.http import HttpResponse, JsonResponse
from django.middleware.csp import get_nonce
from django.shortcuts import render
from django.template import loader
from django.utils import timezone
from django.utils.csp import CONTEXT_KEY
from django.views.decorators.http import require_safe

from accounts import doors
from albums.grid import blocks, cursors, processing_progress, section_groups, shapes, tiles, totals
from albums.permissions import album_member_required

TEMPLATE = "albums/grid/grid.html"
STOP_POLLING = 286  # htmx asks no more once it is told so


@album_member_required
@require_safe
def grid(request, album):
    """An album as clients see it, from its beginning or from the picture that was asked for."""
    start = cursors.find_start(album, request.GET)
    shown = section_groups.build_section_groups(album, doors.for_user(request.user), start)
    pictures = sum(chapter.pictures for chapter in shown)
    return render(
        request,
        TEMPLATE,
        {
            "album": album,
            "tab": "photos",
            "chapters": shown,
            "pictures": pictures,
            "start": start,
            "progress": processing_progress.measure_progress(album, pictures, timezone.now()),
        },
    )


@album_member_required
@require_safe
def block(request, album):
    """The tiles of one block, for a wall that is being scrolled."""
    rows = blocks.load_block(
        album, *(request.GET.get(name, "") for name in ("section", "from", "to"))
    )
    context = {
        "album": album,
        "tiles": tiles.build_tiles(rows, doors.for_user(request.user)),
        CONTEXT_KEY: get_nonce(request),
    }
    # What pages know of the studio is of no use to it, and costs as much as a tenth of it.
    return HttpResponse(loader.get_template(f"{TEMPLATE}#block").render(context))


@album_member_required
@require_safe
def shape(request, album):
    """How tall everything is that has not been shown yet."""
    anchor, sought = (cursors.parse_id(request.GET.get(name, "")) for name in ("at", "find"))
    return JsonResponse(shapes.measure_album(album, anchor, sought))


@album_member_required
@require_safe
def progress(request, album):
    """How far the album is developed; whoever asks is told when there is no more to wait for."""
    pictures = album.placements.in_grid().count()
    found = processing_progress.measure_progress(album, pictures, timezone.now())
    context = {"album": album, "progress": found}
    return render(
        request, f"{TEMPLATE}#progress", context, status=200 if found.left else STOP_POLLING
    )


@album_member_required
@require_safe
def album_totals(request, album):
    """How many bytes lie here: too much to count for a page that is to come at once."""
    return render(request, f"{TEMPLATE}#weight", totals.compute_totals(album))
