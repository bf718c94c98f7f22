"""The trash: albums and photos that can be restored."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts import doors
from accounts.permissions import owner_only, studio_only
from albums import pagination, refusals
from albums.grid import cursors
from albums.models import Album
from albums.trash import disposal, queries
from albums.trash.forms import ConfirmDeletionForm


@studio_only
@require_safe
def trash_page(request):
    """List deleted albums, and other albums with deleted photos."""
    cursor = pagination.parse_cursor(request.GET.get("from", ""), queries.NEWEST)
    entries, next_cursor = queries.load_entries(request.user, timezone.now(), cursor)
    context = {"entries": entries, "next_cursor": next_cursor}
    return render(request, "albums/trash/trash.html", context)


@studio_only
@require_safe
def album_trash(request, pk):
    """Show the deleted photos of an album."""
    now = timezone.now()
    album = get_object_or_404(Album.objects.accessible_to(request.user).alive(), pk=pk)
    placements = queries.trashed_placements(request.user, now).filter(album=album)
    cursor = pagination.parse_cursor(request.GET.get("from", ""), queries.NEWEST)
    door = doors.for_user(request.user)
    tiles, next_cursor = queries.load_tiles(placements, cursor, door, now)
    context = {
        "album": album,
        "pictures": placements.count(),
        "tiles": tiles,
        "next_cursor": next_cursor,
        "section": "trash",
    }
    return render(request, "albums/trash/album_trash.html", context)


@studio_only
@require_POST
def restore(request, pk):
    """Restore an album, or all or some of the photos deleted from it."""
    album = get_object_or_404(Album.objects.accessible_to(request.user), pk=pk)
    if album.trashed_at:
        return _restore_album(request, album)
    if album.is_archived:
        messages.error(request, refusals.archived_message())
        return redirect("album-trash", album.pk)
    placements = queries.trashed_placements(request.user, timezone.now()).filter(album=album)
    is_all = "all" in request.POST
    if not is_all:
        ids = map(cursors.parse_id, request.POST.getlist("placement"))
        placements = placements.filter(pk__in=[pk for pk in ids if pk])
    if count := disposal.restore_placements(placements):
        text = ngettext("%d photo restored.", "%d photos restored.", count) % count
        messages.success(request, text)
    else:
        messages.info(request, _("Select some photos first."))
    return redirect("trash") if is_all else redirect("album-trash", album.pk)


@owner_only
def delete_forever(request, pk):
    """Delete an album, or the photos deleted from it, before the time in the trash is over."""
    now = timezone.now()
    album = get_object_or_404(Album, pk=pk)
    trashed, consequences = queries.find_deletable(request.user, album, now)
    if not trashed.exists():
        raise Http404
    form = ConfirmDeletionForm(request.POST or None, album=album)
    if form.is_valid():
        disposal.expire(trashed, now)
        text = _("Deleted forever. The files are removed from the disk within a few days.")
        messages.success(request, text)
        return redirect("trash")
    context = {"album": album, "form": form, "ends": consequences, "section": "trash"}
    return render(request, "albums/trash/delete_forever.html", context)


def _restore_album(request, album):
    if not request.user.is_owner:
        raise Http404
    if disposal.restore_album(album, timezone.now()):
        messages.success(request, _("%s restored.") % album)
        return redirect("album", album.slug)
    text = _("%s was in the trash for more than 30 days and can't be restored.")
    messages.error(request, text % album)
    return redirect("trash")
