"""Upload photos with a plain form, and pick or create the album for dropped files."""

from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import studio_only
from albums.models import Album
from albums.permissions import album_member_required
from albums.refusals import explain
from albums.settings.forms import NewAlbumForm
from albums.uploads import limits
from albums.uploads.tus_responses import json_errors, prepare_for_slow_body
from albums.uploads.upload_handler import DiscardingUploadHandler, StreamingUploadHandler
from assets.storage.vault import DiskFull
from assets.tus import upload
from assets.tus.errors import UploadRefused

TEMPLATE = "albums/uploads/add.html"
FILE_FIELD = "files"
MAX_ALBUMS_LISTED = 48


@csrf_exempt  # Reading the token would parse the body, so the upload handler must be set first.
@require_http_methods(["GET", "HEAD", "POST"])
def add_photos(request, slug):
    """Show the upload form that works without JavaScript, and receive its files."""
    if request.method == "POST" and _can_add(request.user, slug):
        return _handle_post(request, slug=slug)
    request.upload_handlers = [DiscardingUploadHandler()]
    return _show_form(request, slug=slug)


def _can_add(person, slug):
    if not person.is_authenticated:
        return False
    return Album.objects.accessible_to(person).alive().filter(slug=slug).exists()


@csrf_protect
@album_member_required
def _show_form(request, album):
    return render(request, TEMPLATE, {"album": album})


@album_member_required
def _handle_post(request, album):
    if refusal := _find_refusal(request):
        status, message = refusal
        return render(request, TEMPLATE, {"album": album, "refusal": message}, status=status)
    handler = StreamingUploadHandler()
    request.upload_handlers = [handler]
    try:
        return _add_files(request, album)
    except TooManyFilesSent:
        limit = settings.DATA_UPLOAD_MAX_NUMBER_FILES
        refusal = _("You can upload up to %d files at a time.") % limit
        return render(request, TEMPLATE, {"album": album, "refusal": refusal}, status=413)
    finally:
        handler.discard()


@csrf_protect
def _add_files(request, album):
    # Each file is added in a transaction of its own, so one failure does not undo the others.
    files = request.FILES.getlist(FILE_FIELD)
    results = [file.add_to_album(album, request.user) for file in files]
    refusal = "" if results else _("Choose a file first.")
    return render(request, TEMPLATE, {"album": album, "results": results, "refusal": refusal})


def _find_refusal(request):
    """Return the status and message if there is no room for the request, or None."""
    # Checked before any of the body is read.
    prepare_for_slow_body(request)
    try:
        with upload.quota_lock():
            limits.check_upload(request.user, int(request.META.get("CONTENT_LENGTH") or 0))
    except UploadRefused as error:
        return error.status, error.sentence
    except DiskFull as error:
        return 507, explain(error)
    return None


@studio_only
@require_safe
def choose_album(request):
    """List the albums that the user may add photos to, newest first."""
    query = request.GET.get("q", "").replace("\0", "").strip()
    albums = Album.objects.accessible_to(request.user).alive().newest_first()
    if query:
        albums = albums.filter(title__icontains=query[:200])
    return render(
        request,
        "albums/uploads/choose_album.html",
        {"albums": albums[:MAX_ALBUMS_LISTED], "query": query},
    )


@json_errors("POST")
def create_album(request):
    """Create an album for dropped files. It starts with nothing but a title."""
    if not request.user.is_owner:
        raise UploadRefused(403, _("Only owners can create albums."))
    form = NewAlbumForm({"title": request.POST.get("title", "").replace("\0", "")})
    if not form.is_valid():
        raise UploadRefused(422, " ".join(form.errors.get("title", [_("Enter a valid title.")])))
    album = form.create_album(request.user)
    url = reverse("album", args=[album.slug])
    return JsonResponse({"id": str(album.pk), "url": url, "title": album.title})
