from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import owner_only
from albums.failed import queries
from albums.grid.cursors import number
from albums.models import Album

PAGE = "albums/failed/failed.html"


@owner_only
@require_safe
def failed(request):
    """Files of which not all could be made: why, and what can be done about it."""
    album = _album(request.GET)
    found, further = queries.page(request.user, request.GET.get("after", ""), album)
    about = {
        "failures": found,
        "further": further,
        "of_album": album,
        "section": "pictures",
        "tab": "failed",
    }
    is_part = request.htmx and not request.htmx.boosted
    return render(request, PAGE + ("#lines" if is_part else ""), about)


@owner_only
@require_POST
def develop_again(request):
    """One of them, or all that the page was about."""
    album = _album(request.POST)
    chosen = queries.assets(album)
    if "all" not in request.POST:
        chosen = chosen.filter(pk=number(request.POST.get("asset", "")))
    again = queries.develop_again(chosen)
    said = ngettext("%d file is developed again.", "%d files are developed again.", again)
    messages.success(request, said % again)
    return redirect(reverse("failed") + (f"?album={album.slug}" if album else ""))


def _album(query):
    slug = query.get("album", "").replace("\0", "")
    return Album.objects.alive().filter(slug=slug).first() if slug else None
