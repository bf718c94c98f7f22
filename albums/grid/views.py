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
STOP_POLLING = 286  # htmx stops polling after this status


@album_member_required
@require_safe
def grid(request, album):
    """Show the photos of an album, from the start or from the photo in the URL."""
    start = cursors.find_start(album, request.GET)
    groups = section_groups.build_section_groups(album, doors.for_user(request.user), start)
    pictures = sum(group.picture_count for group in groups)
    return render(
        request,
        TEMPLATE,
        {
            "album": album,
            "tab": "photos",
            "groups": groups,
            "pictures": pictures,
            "start": start,
            "progress": processing_progress.measure_progress(album, pictures, timezone.now()),
        },
    )


@album_member_required
@require_safe
def block(request, album):
    """Return the tiles of one block, for a grid that is being scrolled."""
    rows = blocks.load_block(
        album, *(request.GET.get(name, "") for name in ("section", "from", "to"))
    )
    context = {
        "album": album,
        "tiles": tiles.build_tiles(rows, doors.for_user(request.user)),
        CONTEXT_KEY: get_nonce(request),
    }
    # Without the context processors: a block doesn't need them, and they take 10% of its time.
    return HttpResponse(loader.get_template(f"{TEMPLATE}#block").render(context))


@album_member_required
@require_safe
def shape(request, album):
    """Return the aspect ratios of all photos, so that the grid has its full height."""
    anchor, sought = (cursors.parse_id(request.GET.get(name, "")) for name in ("at", "find"))
    return JsonResponse(shapes.measure_album(album, anchor, sought))


@album_member_required
@require_safe
def progress(request, album):
    """Show the processing progress, and stop the polling when everything is done."""
    total = album.placements.in_grid().count()
    measured = processing_progress.measure_progress(album, total, timezone.now())
    context = {"album": album, "progress": measured}
    return render(
        request, f"{TEMPLATE}#progress", context, status=200 if measured.left else STOP_POLLING
    )


@album_member_required
@require_safe
def album_totals(request, album):
    """Show the number of photos and their size, which takes too long for the page itself."""
    return render(request, f"{TEMPLATE}#weight", totals.compute_totals(album))
