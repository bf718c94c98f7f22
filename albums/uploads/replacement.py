"""A new edit for a picture, by a plain form: it goes straight to where it is kept."""

from django.core.exceptions import TooManyFilesSent
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from albums.models import Placement
from albums.picture import versions
from albums.picture.responses import changes_picture
from albums.picture.versions import Impossible
from albums.refusals import sentence
from albums.uploads import limits
from albums.uploads.tus_responses import be_patient
from albums.uploads.upload_handler import TROUBLES, Barred, Straight
from assets.tus import upload
from assets.tus.errors import Refused

FIELD = "file"


@csrf_exempt  # until the handler of the file is in its place; then it is asked for
def replace(request, pk):
    """It leads from then on; what was there stays a version."""
    if _may_be_theirs(request.user, pk):
        return _take(request, pk=pk)
    request.upload_handlers = [Barred()]
    return csrf_protect(_take)(request, pk=pk)


def _may_be_theirs(person, pk):
    if not person.is_authenticated:
        return False
    mine = Placement.objects.changeable_by(person).filter(picture=pk)
    return person.is_owner or mine.exists()


@changes_picture
def _take(request, picture, place):
    straight = Straight()
    request.upload_handlers = [straight]
    try:
        _make_room(request)
        return _replace(request, picture)
    except Refused as refused:
        raise Impossible(refused.sentence) from refused
    except TooManyFilesSent as error:
        raise Impossible(_("One file, please.")) from error
    except TROUBLES as trouble:
        raise Impossible(sentence(trouble)) from trouble
    finally:
        straight.discard()


def _make_room(request):
    """Before anything is read."""
    be_patient(request)
    with upload.counting():
        limits.check(request.user, int(request.META.get("CONTENT_LENGTH") or 0))


@csrf_protect
def _replace(request, picture):
    came = request.FILES.get(FIELD)
    if came is None:
        raise Impossible(_("No file was chosen."))
    if came.trouble:
        raise came.trouble
    versions.replace(picture.pk, came.received, came.name, request.user)
    return _("%s leads now.") % came.name
