"""What an act says: to a script in its own words, to everybody else on the page they came from."""

from functools import wraps

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from albums import refusals
from albums.actions import selection
from albums.actions.selection import ActionForbidden
from albums.actions.verbs import trash
from albums.models import Action
from assets.models import Version

HTTP_FORBIDDEN = 403


def wants_json(request):
    return "application/json" in request.headers.get("Accept", "")


def respond(request, album, words, act=None, level=messages.SUCCESS):
    """Report a result, as JSON or on the page the person came from."""
    way_back = _get_undo_url(album, act)
    if wants_json(request):
        level_name = messages.DEFAULT_TAGS[level]
        # The order belongs to the control that shows it: dragging a photo changes it as well.
        reply = {"words": words, "undo": way_back, "level": level_name, "order": album.order}
        return JsonResponse(reply)
    messages.add_message(request, level, words, extra_tags=way_back)
    return redirect(_get_return_url(request, album))


def refuse(request, album=None, words=""):
    """A script is told why; a page that is not for somebody is not there."""
    if wants_json(request):
        words = words or _("That is not open to you. Nothing was changed.")
        return JsonResponse({"error": words}, status=HTTP_FORBIDDEN)
    if album is None:
        raise Http404
    messages.error(request, words)
    return redirect(_get_return_url(request, album))


def forbid_when_archived(view):
    """What was put away is looked at, and stays as it is until it is restored."""

    @wraps(view)
    def guarded(request, album, **kwargs):
        if album.is_archived and request.method == "POST":
            return refuse_archived(request, album)
        return view(request, album, **kwargs)

    return guarded


def refuse_archived(request, album):
    return refuse(request, album, refusals.archived_message())


def render_form(request, album, choice, form):
    """The question on a page of its own; a script puts it into a sheet."""
    try:
        rows = choice.load_placements(album, request.user)
    except ActionForbidden:
        text = _("Some of these pictures are not yours to change. Nothing was changed.")
        return refuse(request, album, text)
    form.preselect(rows)
    verb = request.POST["verb"]
    context = {
        "album": album,
        "form": form,
        "verb": verb,
        "number": len(rows),
        "chosen": selection.to_form_fields(choice),
        "at": request.POST.get("at", ""),
        "elsewhere": trash.count_in_other_albums(album, rows, request.user)
        if verb == "trash"
        else [],
    }
    return render(request, "albums/actions/form.html", context)


def download_selection(request, album, choice):
    """One file comes at once; several are listed, and each is a link that the browser follows."""
    files = _list_leading_versions(choice.filter_placements(album))
    if len(files) == 1:
        place = reverse("original-file", args=[files[0].pk])
        return JsonResponse({"go": place}) if wants_json(request) else redirect(place)
    if not files:
        return respond(request, album, _("Choose some pictures first."), level=messages.WARNING)
    size = sum(file.asset.size for file in files)
    context = {"album": album, "files": files, "size": size}
    return render(request, "albums/downloads/file_list.html", context)


def _list_leading_versions(placements):
    pictures = dict(placements.values_list("picture", "pk"))
    leading = Version.objects.filter(picture__in=pictures, leads=True)
    return list(leading.select_related("asset").order_by("stem", "name", "pk"))


def _get_undo_url(album, act):
    if act is None or act.verb == Action.Verb.REPROCESS:
        return ""
    return reverse("undo-action", args=[album.slug, act.pk])


def _get_return_url(request, album):
    """Where on the wall they were, or the page of the album that they came from."""
    if request.POST.get("back") == "activity":
        return reverse("album-activity", args=[album.slug])
    at = request.POST.get("at", "")
    place = reverse("album", args=[album.slug])
    return f"{place}?at={at}" if at.isalnum() else place
