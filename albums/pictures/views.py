from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import doors
from accounts.partials import render_partial, wants_partial
from accounts.permissions import studio_only
from albums.pictures import BLOCK_SIZE, facets, linked_tiles, queries, timeline
from albums.pictures.forms import PictureFilterForm

TEMPLATE = "albums/pictures/pictures.html"


@studio_only
@require_safe
def pictures(request):
    """Show all photos the person may see, or the results of a search."""
    form = PictureFilterForm(request.GET)
    context = {"form": form, "section": "pictures", "tab": "all"}
    if "facets" in request.GET:
        context["facets"] = facets.count_facets(queries.visible_to(request.user))
        if wants_partial(request):
            return render(request, f"{TEMPLATE}#facets", context)
    if form.is_valid():
        versions = form.filter_versions(queries.visible_to(request.user))
        rows, further = timeline.load_page(versions, request.GET.get("after", ""), BLOCK_SIZE)
        tiles = linked_tiles.build_linked_tiles(rows, request.user, doors.for_user(request.user))
        context |= {"shown": tiles, "further": further}
    return render_partial(request, TEMPLATE, "block", context)
