"""A new edit for a picture, by a plain form: it goes straight to where it is kept."""

from django.core.exceptions import TooManyFilesSent
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from albums.models import Placement
from albums.picture import versions
from albums.picture.responses import picture_change_view
from albums.picture.versions import ChangeRefused
from albums.refusals import explain
from albums.uploads import limits
from albums.uploads.tus_responses import prepare_for_slow_body
from albums.uploads.upload_handler import (
    UPLOAD_ERRORS,
    DiscardingUploadHandler,
    StreamingUploadHandler,
)
from assets.tus import upload
from assets.tus.errors import UploadRefused

FILE_FIELD = "file"


@csrf_exempt  # until the handler of the file is in its place; then it is asked for
def replace(request, pk):
    """It leads from then on; what was there stays a version."""
    if _can_replace(request.user, pk):
        return _handle_post(request, pk=pk)
    request.upload_handlers = [DiscardingUploadHandler()]
    return csrf_protect(_handle_post)(request, pk=pk)


def _can_replace(person, pk):
    if not person.is_authenticated:
        return False
    mine = Placement.objects.changeable_by(person).filter(picture=pk)
    return person.is_owner or mine.exists()


@picture_change_view
def _handle_post(request, picture, place):
    straight = StreamingUploadHandler()
    request.upload_handlers = [straight]
    try:
        _check_limits(request)
        return _replace_version(request, picture)
    except UploadRefused as refused:
        raise ChangeRefused(refused.sentence) from refused
    except TooManyFilesSent as error:
        raise ChangeRefused(_("One file, please.")) from error
    except UPLOAD_ERRORS as trouble:
        raise ChangeRefused(explain(trouble)) from trouble
    finally:
        straight.discard()


def _check_limits(request):
    """Before anything is read."""
    prepare_for_slow_body(request)
    with upload.quota_lock():
        limits.check_upload(request.user, int(request.META.get("CONTENT_LENGTH") or 0))


@csrf_protect
def _replace_version(request, picture):
    came = request.FILES.get(FILE_FIELD)
    if came is None:
        raise ChangeRefused(_("No file was chosen."))
    if came.trouble:
        raise came.trouble
    versions.add_leading_edit(picture.pk, came.received, came.name, request.user)
    return _("%s leads now.") % came.name
