"""Change the settings of an album, invite uploaders, and move the album to the trash."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import doors
from albums import members
from albums.grid import covers
from albums.models import Album
from albums.permissions import album_owner_required
from albums.settings.forms import AlbumSettingsForm
from albums.settings.invitation_form import UploaderInvitationForm
from albums.trash import disposal


@album_owner_required
def album_settings(request, album):
    cover = covers.choose([album], doors.for_user(request.user)).get(album.pk)
    form = AlbumSettingsForm(request.POST or None, instance=album, cover=cover)
    if form.is_valid() and form.save_if_free():
        messages.success(request, _("Album saved."))
        return redirect("album-settings", form.instance.slug)
    context = {
        "album": album,
        "tab": "settings",
        "form": form,
        "cover": cover,
        "pending_invitations": members.list_pending_invitations(album),
        "site": settings.SITE_URL,
    }
    return render(request, "albums/settings/settings.html", context)


@album_owner_required
@require_POST
def unarchive(request, album):
    # Clients don't see it yet: whether they may is decided again.
    archived = Album.objects.filter(pk=album.pk, state=Album.State.ARCHIVED)
    if archived.update(state=Album.State.DRAFT):
        messages.success(
            request, _("The album is a draft again. Publish it to let clients see it.")
        )
    return redirect("album", album.slug)


@album_owner_required
def invite_uploader(request, album):
    form = UploaderInvitationForm(request.POST or None)
    if form.is_valid():
        members.invite(album, form.cleaned_data["label"], request.user)
        messages.success(request, _("The invitation link is ready. Copy it and send it."))
        return redirect("album-settings", album.slug)
    return render(request, "albums/settings/invite.html", {"album": album, "form": form})


@album_owner_required
def delete_album(request, album):
    """Ask for confirmation, then move the album to the trash."""
    if request.method != "POST":
        context = {"album": album, "ends": disposal.album_consequences(album)}
        return render(request, "albums/settings/delete.html", context)
    disposal.trash_album(album, timezone.now())
    message = _("%s was moved to the trash. You can restore it for 30 days.") % album
    messages.success(request, message, extra_tags=reverse("restore-from-trash", args=[album.pk]))
    return redirect("library")
