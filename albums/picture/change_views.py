"""What can be done about one picture, from its page; each answers in a sentence."""

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
def save_caption(request, picture, place):
    form = CaptionForm(request.POST, instance=picture)
    if not form.is_valid():
        raise ChangeRefused(" ".join(form.errors["caption"]))
    changes.save_caption(picture, form.cleaned_data["caption"])
    return _("The caption is saved.")


@picture_change_view
def rotate(request, picture, place):
    """In an album it is an act like all others, and can be undone."""
    side = request.POST.get("side")
    if side not in ROTATIONS:
        raise Http404
    if place:
        ROTATIONS[side](place.album, Selection(frozenset([place.pk])), request.user)
    else:
        changes.rotate(picture, side)


@picture_change_view
def reprocess(request, picture, place):
    changes.reprocess(picture)
    return _("It is developed again.")


@picture_change_view
def set_leading_version(request, picture, place):
    version = _get_version(request, picture)
    versions.set_leading(picture.pk, version.pk)
    return _("%s leads now.") % version.name


@picture_change_view
def split_version(request, picture, place):
    version = _get_version(request, picture)
    versions.split_off(picture.pk, version.pk)
    return _("%s is a picture of its own now.") % version.name


@picture_change_view
def trash_version(request, picture, place):
    """Uploaders take back what they sent themselves."""
    version = _get_version(request, picture)
    if not request.user.is_owner and version.uploader_id != request.user.pk:
        raise ChangeRefused(_("Somebody else sent this file."))
    versions.trash_version(picture.pk, version.pk, timezone.now())
    return _("%s is in the trash for 30 days.") % version.name


@picture_change_view
def merge_pictures(request, picture, place):
    """Both have to be theirs to change, and to lie in one album that they see."""
    other = cursors.parse_id(request.POST.get("other", ""))
    mine = Placement.objects.changeable_by(request.user).in_grid()
    beside = mine.filter(album__in=mine.filter(picture=picture).values("album"))
    found = beside.exclude(picture=picture).filter(picture=other).first()
    if found is None:
        raise Http404
    versions.merge_pictures(picture.pk, found.picture_id)
    return _("They are one picture now.")


def _get_version(request, picture):
    pk = cursors.parse_id(request.POST.get("version", ""))
    return get_object_or_404(Version, picture=picture, pk=pk)
