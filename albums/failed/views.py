from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.partials import render_partial
from accounts.permissions import owner_only
from albums.failed import queries
from albums.grid.cursors import parse_id
from albums.models import Album

TEMPLATE = "albums/failed/failed.html"


@owner_only
@require_safe
def failed_files(request):
    """Files of which not all could be made: why, and what can be done about it."""
    album = _find_album(request.GET)
    found, further = queries.load_page(request.user, request.GET.get("after", ""), album)
    about = {
        "failures": found,
        "further": further,
        "of_album": album,
        "section": "pictures",
        "tab": "failed",
    }
    return render_partial(request, TEMPLATE, "lines", about)


@owner_only
@require_POST
def retry(request):
    """One of them, or all that the page was about."""
    album = _find_album(request.POST)
    chosen = queries.failed_assets(album)
    if "all" not in request.POST:
        chosen = chosen.filter(pk=parse_id(request.POST.get("asset", "")))
    again = queries.reprocess(chosen)
    said = ngettext("%d file is developed again.", "%d files are developed again.", again)
    messages.success(request, said % again)
    return redirect(reverse("failed") + (f"?album={album.slug}" if album else ""))


def _find_album(query):
    slug = query.get("album", "").replace("\0", "")
    return Album.objects.alive().filter(slug=slug).first() if slug else None
