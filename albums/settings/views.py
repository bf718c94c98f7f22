"""What is settled about an album, who works in it, and its way into the trash."""

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
from albums.permissions import owners_album
from albums.settings.forms import AlbumForm
from albums.settings.invitation_form import InvitingForm
from albums.trash import disposal


@owners_album
def album_settings(request, album):
    cover = covers.of([album], doors.of(request.user)).get(album.pk)
    form = AlbumForm(request.POST or None, instance=album, cover=cover)
    if form.is_valid() and form.kept():
        messages.success(request, _("The album is saved."))
        return redirect("album-settings", form.instance.slug)
    context = {
        "album": album,
        "tab": "settings",
        "form": form,
        "cover": cover,
        "awaited": members.awaited(album),
        "site": settings.SITE_URL,
    }
    return render(request, "albums/settings/settings.html", context)


@owners_album
@require_POST
def unarchive(request, album):
    """Out of the archive it is seen by nobody yet: whether clients may is to be said again."""
    archived = Album.objects.filter(pk=album.pk, state=Album.State.ARCHIVED)
    if archived.update(state=Album.State.DRAFT):
        messages.success(request, _("The album is a draft again. Publish it for clients to see."))
    return redirect("album", album.slug)


@owners_album
def invite(request, album):
    form = InvitingForm(request.POST or None)
    if form.is_valid():
        members.invite(album, form.cleaned_data["label"], request.user)
        messages.success(request, _("The link is ready: copy it and send it."))
        return redirect("album-settings", album.slug)
    return render(request, "albums/settings/invite.html", {"album": album, "form": form})


@owners_album
def delete(request, album):
    """Into the trash, once it was said what that means."""
    if request.method != "POST":
        context = {"album": album, "ends": disposal.consequences(album)}
        return render(request, "albums/settings/delete.html", context)
    disposal.trash_album(album, timezone.now())
    said = _("%s is in the trash for 30 days.") % album
    messages.success(request, said, extra_tags=reverse("restore", args=[album.pk]))
    return redirect("studio")
