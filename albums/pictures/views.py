from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import doors
from accounts.permissions import studio_only
from albums.pictures import BLOCK, facets, linked_tiles, queries, timeline
from albums.pictures.forms import AskedForm

PAGE = "albums/pictures/pictures.html"


@studio_only
@require_safe
def pictures(request):
    """All pictures that somebody may see, or those that were looked for."""
    form = AskedForm(request.GET)
    about = {"form": form, "section": "pictures", "tab": "all"}
    if "facets" in request.GET:
        about["facets"] = facets.of(queries.by(request.user))
        if _is_for_a_part(request):
            return render(request, f"{PAGE}#facets", about)
    if form.is_valid():
        found = form.matching(queries.by(request.user))
        rows, further = timeline.of(found, request.GET.get("after", ""), BLOCK)
        tiles = linked_tiles.of(rows, request.user, doors.of(request.user))
        about |= {"shown": tiles, "further": further}
    return render(request, PAGE + ("#block" if _is_for_a_part(request) else ""), about)


def _is_for_a_part(request):
    return request.htmx and not request.htmx.boosted
