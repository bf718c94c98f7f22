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
from albums.permissions import album_page
from albums.refusals import sentence
from albums.settings.forms import NewAlbumForm
from albums.uploads import limits
from albums.uploads.tus_responses import be_patient, in_sentences
from albums.uploads.upload_handler import Barred, Straight
from assets.storage.vault import Full
from assets.tus import upload
from assets.tus.errors import Refused

PAGE = "albums/uploads/add.html"
FIELD = "files"
SHOWN = 48


@csrf_exempt  # until the handler of the files is in its place; then it is asked for
@require_http_methods(["GET", "HEAD", "POST"])
def add(request, slug):
    """A form that needs no script; its files go straight to where they are kept."""
    if request.method == "POST" and _is_open(request.user, slug):
        return _take(request, slug=slug)
    request.upload_handlers = [Barred()]
    return _form(request, slug=slug)


def _is_open(person, slug):
    if not person.is_authenticated:
        return False
    return Album.objects.open_to(person).alive().filter(slug=slug).exists()


@csrf_protect
@album_page
def _form(request, album):
    return render(request, PAGE, {"album": album})


@album_page
def _take(request, album):
    if refusal := _refusal(request):
        status, words = refusal
        return render(request, PAGE, {"album": album, "refusal": words}, status=status)
    straight = Straight()
    request.upload_handlers = [straight]
    try:
        return _add(request, album)
    except TooManyFilesSent:
        most = _("At most %d files at once, please.") % settings.DATA_UPLOAD_MAX_NUMBER_FILES
        return render(request, PAGE, {"album": album, "refusal": most}, status=413)
    finally:
        straight.discard()


@csrf_protect
def _add(request, album):
    """Each file by itself, so that none spoils it for the others."""
    results = [came.arrive(album, request.user) for came in request.FILES.getlist(FIELD)]
    words = "" if results else _("No file was chosen.")
    return render(request, PAGE, {"album": album, "results": results, "refusal": words})


def _refusal(request):
    """Before anything is read: there must be room for all of it."""
    be_patient(request)
    try:
        with upload.counting():
            limits.check(request.user, int(request.META.get("CONTENT_LENGTH") or 0))
    except Refused as error:
        return error.status, error.sentence
    except Full as error:
        return 507, sentence(error)
    return None


@studio_only
@require_safe
def where(request):
    """The albums that somebody may add to, the newest first."""
    said = request.GET.get("q", "").replace("\0", "").strip()
    albums = Album.objects.open_to(request.user).alive().newest_first()
    if said:
        albums = albums.filter(title__icontains=said[:200])
    return render(
        request, "albums/uploads/choose_album.html", {"albums": albums[:SHOWN], "said": said}
    )


@in_sentences("POST")
def begin(request):
    """A new album for what was dropped; its title is all that is known of it."""
    if not request.user.is_owner:
        raise Refused(403, _("Only an owner can make an album."))
    form = NewAlbumForm({"title": request.POST.get("title", "").replace("\0", "")})
    if not form.is_valid():
        raise Refused(422, " ".join(form.errors.get("title", [_("This title will not do.")])))
    album = form.save_for(request.user)
    address = reverse("album", args=[album.slug])
    return JsonResponse({"id": str(album.pk), "url": address, "title": album.title})
