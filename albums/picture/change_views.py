"""Change one photo from its page. Each view returns the message to show."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from albums.actions.selection import Selection
from albums.actions.verbs import rotation
from albums.grid import cursors
from albums.models import Placement
from albums.picture import changes, versions
from albums.picture.forms import CaptionForm
from albums.picture.responses import picture_change_view
from albums.picture.versions import ChangeRefused
from assets.models import Version

ROTATIONS = {"left": rotation.rotate_left, "right": rotation.rotate_right}


@picture_change_view
def save_caption(request, picture, placement):
    form = CaptionForm(request.POST, instance=picture)
    if not form.is_valid():
        raise ChangeRefused(" ".join(form.errors["caption"]))
    changes.save_caption(picture, form.cleaned_data["caption"])
    return _("Caption saved.")


@picture_change_view
def rotate(request, picture, placement):
    side = request.POST.get("side")
    if side not in ROTATIONS:
        raise Http404
    if placement:
        # In an album, the rotation is recorded as an action, so that it can be undone.
        ROTATIONS[side](placement.album, Selection(frozenset([placement.pk])), request.user)
    else:
        changes.rotate(picture, side)


@picture_change_view
def reprocess(request, picture, placement):
    changes.reprocess(picture)
    return _("Preparing this photo again.")


@picture_change_view
def set_leading_version(request, picture, placement):
    version = _get_version(request, picture)
    versions.set_leading(picture.pk, version.pk)
    return _("%s is now the main version.") % version.name


@picture_change_view
def split_version(request, picture, placement):
    version = _get_version(request, picture)
    versions.split_off(picture.pk, version.pk)
    return _("%s is now a separate photo.") % version.name


@picture_change_view
def trash_version(request, picture, placement):
    version = _get_version(request, picture)
    # Uploaders may only delete files they uploaded themselves.
    if not request.user.is_owner and version.uploader_id != request.user.pk:
        raise ChangeRefused(_("Someone else uploaded this file."))
    versions.trash_version(picture.pk, version.pk, timezone.now())
    return _("%s was moved to the trash. You can restore it for 30 days.") % version.name


@picture_change_view
def merge_pictures(request, picture, placement):
    """Merge another photo of the same album into this one."""
    # The person must be allowed to change both, and both must be visible in one album.
    other = cursors.parse_id(request.POST.get("other", ""))
    changeable = Placement.objects.changeable_by(request.user).in_grid()
    candidates = changeable.filter(album__in=changeable.filter(picture=picture).values("album"))
    match = candidates.exclude(picture=picture).filter(picture=other).first()
    if match is None:
        raise Http404
    versions.merge_pictures(picture.pk, match.picture_id)
    return _("The photos were merged.")


def _get_version(request, picture):
    pk = cursors.parse_id(request.POST.get("version", ""))
    return get_object_or_404(Version, picture=picture, pk=pk)
