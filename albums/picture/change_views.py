"""What can be done about one picture, from its page; each answers in a sentence."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from albums.actions.selection import Chosen
from albums.actions.verbs import rotation
from albums.grid import cursors
from albums.models import Placement
from albums.picture import changes, versions
from albums.picture.forms import CaptionForm
from albums.picture.responses import changes_picture
from albums.picture.versions import Impossible
from assets.models import Version

SIDES = {"left": rotation.left, "right": rotation.right}


@changes_picture
def caption(request, picture, place):
    form = CaptionForm(request.POST, instance=picture)
    if not form.is_valid():
        raise Impossible(" ".join(form.errors["caption"]))
    changes.write_caption(picture, form.cleaned_data["caption"])
    return _("The caption is saved.")


@changes_picture
def turn(request, picture, place):
    """In an album it is an act like all others, and can be undone."""
    side = request.POST.get("side")
    if side not in SIDES:
        raise Http404
    if place:
        SIDES[side](place.album, Chosen(frozenset([place.pk])), request.user)
    else:
        changes.turn(picture, side)


@changes_picture
def develop(request, picture, place):
    changes.develop_again(picture)
    return _("It is developed again.")


@changes_picture
def lead(request, picture, place):
    version = _version(request, picture)
    versions.lead(picture.pk, version.pk)
    return _("%s leads now.") % version.name


@changes_picture
def split(request, picture, place):
    version = _version(request, picture)
    versions.split(picture.pk, version.pk)
    return _("%s is a picture of its own now.") % version.name


@changes_picture
def remove(request, picture, place):
    """Uploaders take back what they sent themselves."""
    version = _version(request, picture)
    if not request.user.is_owner and version.uploader_id != request.user.pk:
        raise Impossible(_("Somebody else sent this file."))
    versions.remove(picture.pk, version.pk, timezone.now())
    return _("%s is in the trash for 30 days.") % version.name


@changes_picture
def join(request, picture, place):
    """Both have to be theirs to change, and to lie in one album that they see."""
    other = cursors.number(request.POST.get("other", ""))
    mine = Placement.objects.changeable_by(request.user).on_the_wall()
    beside = mine.filter(album__in=mine.filter(picture=picture).values("album"))
    found = beside.exclude(picture=picture).filter(picture=other).first()
    if found is None:
        raise Http404
    versions.join(picture.pk, found.picture_id)
    return _("They are one picture now.")


def _version(request, picture):
    pk = cursors.number(request.POST.get("version", ""))
    return get_object_or_404(Version, picture=picture, pk=pk)
