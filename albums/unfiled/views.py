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
    """Show the pictures that are in no album, or those moved from there to the trash."""
    is_trash = "thrown" in request.GET
    versions = queries.discarded_versions() if is_trash else queries.unfiled_versions()
    rows, further = timeline.load_page(versions, request.GET.get("after", ""), BLOCK_SIZE)
    context = {
        "shown": linked_tiles.build_linked_tiles(rows, request.user, doors.for_user(request.user)),
        "further": further,
        "is_trash": is_trash,
        "albums": _list_open_albums(),
        "section": "pictures",
        "tab": "unfiled",
    }
    return render_partial(request, TEMPLATE, "block", context)


@owner_only
@require_POST
def add_to_album(request):
    album = _list_open_albums().filter(pk=parse_id(request.POST.get("album", ""))).first()
    pictures = _list_selected(request, queries.unfiled_versions())
    if not album or not pictures:
        messages.error(request, _("Select photos and choose an album first."))
        return redirect("unfiled")
    try:
        added = changes.add_to_album(pictures, album, request.user)
    except AlbumClosed as error:
        messages.error(request, refusals.explain(error))
        return redirect("unfiled")
    text = ngettext(
        "Added %(count)d photo to “%(album)s”.", "Added %(count)d photos to “%(album)s”.", added
    )
    messages.success(request, text % {"count": added, "album": album})
    return redirect("unfiled")


@owner_only
@require_POST
def move_to_trash(request):
    pictures = _list_selected(request, queries.unfiled_versions())
    moved = changes.move_to_trash(pictures, timezone.now())
    text = ngettext(
        "Moved %d photo to the trash. You can restore it for 30 days.",
        "Moved %d photos to the trash. You can restore them for 30 days.",
        moved,
    )
    messages.success(request, text % moved)
    return redirect("unfiled")


@owner_only
@require_POST
def restore(request):
    restored = changes.restore(_list_selected(request, queries.discarded_versions()))
    text = ngettext("Restored %d photo.", "Restored %d photos.", restored)
    messages.success(request, text % restored)
    return redirect("unfiled")


def _list_open_albums():
    return Album.objects.alive().exclude(state=Album.State.ARCHIVED).newest_first()


def _list_selected(request, versions):
    """Return the ids of the selected pictures, or all of them if that box is ticked."""
    if "all" in request.POST:
        return list(versions.values_list("picture", flat=True))
    return [pk for pk in map(parse_id, request.POST.getlist("picture")) if pk]
