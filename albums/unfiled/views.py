from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts import doors
from accounts.partials import render_partial
from accounts.permissions import owner_only
from albums import refusals
from albums.grid.cursors import parse_id
from albums.models import Album
from albums.pictures import BLOCK_SIZE, linked_tiles, queries, timeline
from albums.refusals import AlbumClosed
from albums.unfiled import changes

TEMPLATE = "albums/unfiled/unfiled.html"


@owner_only
@require_safe
def unfiled_pictures(request):
    """What lies in no album, or what was thrown away from there."""
    is_thrown = "thrown" in request.GET
    versions = queries.discarded_versions() if is_thrown else queries.unfiled_versions()
    rows, further = timeline.load_page(versions, request.GET.get("after", ""), BLOCK_SIZE)
    about = {
        "shown": linked_tiles.build_linked_tiles(rows, request.user, doors.for_user(request.user)),
        "further": further,
        "thrown": is_thrown,
        "albums": _list_open_albums(),
        "section": "pictures",
        "tab": "unfiled",
    }
    return render_partial(request, TEMPLATE, "block", about)


@owner_only
@require_POST
def add_to_album(request):
    album = _list_open_albums().filter(pk=parse_id(request.POST.get("album", ""))).first()
    chosen = _list_selected(request, queries.unfiled_versions())
    if not album or not chosen:
        messages.error(request, _("Choose pictures and an album first."))
        return redirect("unfiled")
    try:
        put = changes.add_to_album(chosen, album, request.user)
    except AlbumClosed as error:
        messages.error(request, refusals.explain(error))
        return redirect("unfiled")
    said = ngettext("%(number)d picture lies", "%(number)d pictures lie", put)
    messages.success(request, _("%s in %s now.") % (said % {"number": put}, album))
    return redirect("unfiled")


@owner_only
@require_POST
def move_to_trash(request):
    thrown = changes.move_to_trash(
        _list_selected(request, queries.unfiled_versions()), timezone.now()
    )
    said = ngettext(
        "%d picture is in the trash for 30 days.",
        "%d pictures are in the trash for 30 days.",
        thrown,
    )
    messages.success(request, said % thrown)
    return redirect("unfiled")


@owner_only
@require_POST
def restore(request):
    back = changes.restore(_list_selected(request, queries.discarded_versions()))
    messages.success(
        request, ngettext("%d picture is back.", "%d pictures are back.", back) % back
    )
    return redirect("unfiled")


def _list_open_albums():
    """Those that take pictures."""
    return Album.objects.alive().exclude(state=Album.State.ARCHIVED).newest_first()


def _list_selected(request, versions):
    """The ticked ones, or all that there are."""
    if "all" in request.POST:
        return list(versions.values_list("picture", flat=True))
    return [pk for pk in map(parse_id, request.POST.getlist("picture")) if pk]
