"""Upload a new edit of a photo with a plain form."""

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


@csrf_exempt  # Reading the token would parse the body, so the upload handler must be set first.
def replace(request, pk):
    """Show the uploaded edit from now on. The earlier file stays as a version."""
    if _can_replace(request.user, pk):
        return _handle_post(request, pk=pk)
    request.upload_handlers = [DiscardingUploadHandler()]
    return csrf_protect(_handle_post)(request, pk=pk)


def _can_replace(person, pk):
    if not person.is_authenticated:
        return False
    own = Placement.objects.changeable_by(person).filter(picture=pk)
    return person.is_owner or own.exists()


@picture_change_view
def _handle_post(request, picture, place):
    handler = StreamingUploadHandler()
    request.upload_handlers = [handler]
    try:
        _check_limits(request)
        return _replace_version(request, picture)
    except UploadRefused as error:
        raise ChangeRefused(error.sentence) from error
    except TooManyFilesSent as error:
        raise ChangeRefused(_("Choose only one file.")) from error
    except UPLOAD_ERRORS as error:
        raise ChangeRefused(explain(error)) from error
    finally:
        handler.discard()


def _check_limits(request):
    # Checked before any of the body is read.
    prepare_for_slow_body(request)
    with upload.quota_lock():
        limits.check_upload(request.user, int(request.META.get("CONTENT_LENGTH") or 0))


@csrf_protect
def _replace_version(request, picture):
    file = request.FILES.get(FILE_FIELD)
    if file is None:
        raise ChangeRefused(_("Choose a file first."))
    if file.error:
        raise file.error
    versions.add_leading_edit(picture.pk, file.received, file.name, request.user)
    return _("%s is the main version now.") % file.name
