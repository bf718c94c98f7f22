"""Adding pictures by a plain form, and the ways to an album for those that were dropped."""

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


@csrf_exempt  # until the handler of the files is in its place; then it is asked for
@require_http_methods(["GET", "HEAD", "POST"])
def add_photos(request, slug):
    """A form that needs no script; its files go straight to where they are kept."""
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
        status, words = refusal
        return render(request, TEMPLATE, {"album": album, "refusal": words}, status=status)
    straight = StreamingUploadHandler()
    request.upload_handlers = [straight]
    try:
        return _add_files(request, album)
    except TooManyFilesSent:
        most = _("At most %d files at once, please.") % settings.DATA_UPLOAD_MAX_NUMBER_FILES
        return render(request, TEMPLATE, {"album": album, "refusal": most}, status=413)
    finally:
        straight.discard()


@csrf_protect
def _add_files(request, album):
    """Each file by itself, so that none spoils it for the others."""
    results = [
        came.add_to_album(album, request.user) for came in request.FILES.getlist(FILE_FIELD)
    ]
    words = "" if results else _("No file was chosen.")
    return render(request, TEMPLATE, {"album": album, "results": results, "refusal": words})


def _find_refusal(request):
    """Before anything is read: there must be room for all of it."""
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
    """The albums that somebody may add to, the newest first."""
    said = request.GET.get("q", "").replace("\0", "").strip()
    albums = Album.objects.accessible_to(request.user).alive().newest_first()
    if said:
        albums = albums.filter(title__icontains=said[:200])
    return render(
        request,
        "albums/uploads/choose_album.html",
        {"albums": albums[:MAX_ALBUMS_LISTED], "said": said},
    )


@json_errors("POST")
def create_album(request):
    """A new album for what was dropped; its title is all that is known of it."""
    if not request.user.is_owner:
        raise UploadRefused(403, _("Only an owner can make an album."))
    form = NewAlbumForm({"title": request.POST.get("title", "").replace("\0", "")})
    if not form.is_valid():
        raise UploadRefused(
            422, " ".join(form.errors.get("title", [_("This title will not do.")]))
        )
    album = form.create_album(request.user)
    address = reverse("album", args=[album.slug])
    return JsonResponse({"id": str(album.pk), "url": address, "title": album.title})
