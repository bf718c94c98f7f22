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
    """List the files that couldn't be prepared or are damaged, each with reasons and advice."""
    album = _find_album(request.GET)
    failures, further = queries.load_page(request.user, request.GET.get("after", ""), album)
    context = {
        "failures": failures,
        "further": further,
        "only_album": album,
        "section": "pictures",
        "tab": "failed",
    }
    return render_partial(request, TEMPLATE, "lines", context)


@owner_only
@require_POST
def retry(request):
    """Process one file again, or all that the page lists."""
    album = _find_album(request.POST)
    assets = queries.failed_assets(album)
    if "all" not in request.POST:
        assets = assets.filter(pk=parse_id(request.POST.get("asset", "")))
    count = queries.reprocess(assets)
    text = ngettext("Preparing %d file again.", "Preparing %d files again.", count)
    messages.success(request, text % count)
    return redirect(reverse("failed") + (f"?album={album.slug}" if album else ""))


def _find_album(query):
    # PostgreSQL refuses a NUL in a parameter.
    slug = query.get("album", "").replace("\0", "")
    return Album.objects.alive().filter(slug=slug).first() if slug else None
