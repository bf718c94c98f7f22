"""What was deleted, for as long as it can come back."""

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
    """A line for each album that went, and one for what went out of another."""
    place = pagination.parse_cursor(request.GET.get("from", ""), queries.NEWEST)
    entries, more = queries.load_entries(request.user, timezone.now(), place)
    return render(request, "albums/trash/trash.html", {"entries": entries, "more": more})


@studio_only
@require_safe
def album_trash(request, pk):
    """The pictures themselves that were taken out of an album."""
    now = timezone.now()
    album = get_object_or_404(Album.objects.accessible_to(request.user).alive(), pk=pk)
    lying = queries.trashed_placements(request.user, now).filter(album=album)
    place = pagination.parse_cursor(request.GET.get("from", ""), queries.NEWEST)
    tiles, more = queries.load_tiles(lying, place, doors.for_user(request.user), now)
    context = {
        "album": album,
        "pictures": lying.count(),
        "tiles": tiles,
        "more": more,
        "section": "trash",
    }
    return render(request, "albums/trash/album_trash.html", context)


@studio_only
@require_POST
def restore(request, pk):
    """An album, all that was taken out of it, or what was chosen of that."""
    album = get_object_or_404(Album.objects.accessible_to(request.user), pk=pk)
    if album.trashed_at:
        return _restore_album(request, album)
    if album.is_archived:
        messages.error(request, refusals.archived_message())
        return redirect("album-trash", album.pk)
    lying = queries.trashed_placements(request.user, timezone.now()).filter(album=album)
    is_all = "all" in request.POST
    if not is_all:
        chosen = map(cursors.parse_id, request.POST.getlist("placement"))
        lying = lying.filter(pk__in=[pk for pk in chosen if pk])
    if back := disposal.restore_placements(lying):
        said = ngettext("%d picture is back.", "%d pictures are back.", back) % back
        messages.success(request, said)
    else:
        messages.info(request, _("No picture was chosen."))
    return redirect("trash") if is_all else redirect("album-trash", album.pk)


@owner_only
def delete_forever(request, pk):
    """Before its time, once it was said what is lost, and by who knows the title."""
    now = timezone.now()
    album = get_object_or_404(Album, pk=pk)
    going, ends = queries.find_deletable(request.user, album, now)
    if not going.exists():
        raise Http404
    form = ConfirmDeletionForm(request.POST or None, album=album)
    if form.is_valid():
        disposal.expire(going, now)
        messages.success(request, _("That is gone for good; its files follow within days."))
        return redirect("trash")
    context = {"album": album, "form": form, "ends": ends, "section": "trash"}
    return render(request, "albums/trash/delete_forever.html", context)


def _restore_album(request, album):
    if not request.user.is_owner:
        raise Http404
    if disposal.restore_album(album, timezone.now()):
        messages.success(request, _("%s is back.") % album)
        return redirect("album", album.slug)
    messages.error(request, _("%s was in the trash for too long.") % album)
    return redirect("trash")
