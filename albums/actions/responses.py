"""What an act says: to a script in its own words, to everybody else on the page they came from."""

from functools import wraps

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from albums import refusals
from albums.actions import selection
from albums.actions.selection import NotYours
from albums.actions.verbs import trash
from albums.models import Act
from assets.models import Version

FORBIDDEN = 403


def is_script(request):
    return "application/json" in request.headers.get("Accept", "")


def tell(request, album, words, act=None, level=messages.SUCCESS):
    way_back = _way_back(album, act)
    if is_script(request):
        level_name = messages.DEFAULT_TAGS[level]
        return JsonResponse({"words": words, "undo": way_back, "level": level_name})
    messages.add_message(request, level, words, extra_tags=way_back)
    return redirect(_place(request, album))


def refuse(request, album=None, words=""):
    """A script is told why; a page that is not for somebody is not there."""
    if is_script(request):
        words = words or _("That is not open to you. Nothing was changed.")
        return JsonResponse({"error": words}, status=FORBIDDEN)
    if album is None:
        raise Http404
    messages.error(request, words)
    return redirect(_place(request, album))


def unless_archived(view):
    """What was put away is looked at, and stays as it is until it is restored."""

    @wraps(view)
    def guarded(request, album, **kwargs):
        if album.is_archived and request.method == "POST":
            return is_archived(request, album)
        return view(request, album, **kwargs)

    return guarded


def is_archived(request, album):
    return refuse(request, album, refusals.stays_as_it_is())


def ask(request, album, choice, form):
    """The question on a page of its own; a script puts it into a sheet."""
    try:
        rows = choice.lying(album, request.user)
    except NotYours:
        text = _("Some of these pictures are not yours to change. Nothing was changed.")
        return refuse(request, album, text)
    verb = request.POST["verb"]
    context = {
        "album": album,
        "form": form,
        "verb": verb,
        "number": len(rows),
        "chosen": selection.words_of(choice),
        "at": request.POST.get("at", ""),
        "elsewhere": trash.elsewhere(album, rows, request.user) if verb == "trash" else [],
    }
    return render(request, "albums/actions/form.html", context)


def downloads(request, album, choice):
    """One file comes at once; several are listed, and each is a link that the browser follows."""
    files = _files(choice.seen_in(album))
    if len(files) == 1:
        place = reverse("studio-file", args=[files[0].pk])
        return JsonResponse({"go": place}) if is_script(request) else redirect(place)
    if not files:
        return tell(request, album, _("Choose some pictures first."), level=messages.WARNING)
    size = sum(file.asset.size for file in files)
    context = {"album": album, "files": files, "size": size}
    return render(request, "albums/downloads/file_list.html", context)


def _files(placements):
    pictures = dict(placements.values_list("picture", "pk"))
    leading = Version.objects.filter(picture__in=pictures, leads=True)
    return list(leading.select_related("asset").order_by("stem", "name", "pk"))


def _way_back(album, act):
    if act is None or act.verb == Act.Verb.DEVELOP:
        return ""
    return reverse("undo-act", args=[album.slug, act.pk])


def _place(request, album):
    """Where on the wall they were, or the page of the album that they came from."""
    if request.POST.get("back") == "activity":
        return reverse("album-activity", args=[album.slug])
    at = request.POST.get("at", "")
    place = reverse("album", args=[album.slug])
    return f"{place}?at={at}" if at.isalnum() else place
