"""Responses to actions: JSON for scripts, or a redirect with a message."""

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


def respond(request, album, text, action=None, level=messages.SUCCESS):
    """Report a result, as JSON or on the page the person came from."""
    undo_url = _get_undo_url(album, action)
    if wants_json(request):
        level_name = messages.DEFAULT_TAGS[level]
        # The order belongs to the control that shows it: dragging a photo changes it as well.
        reply = {"words": text, "undo": undo_url, "level": level_name, "order": album.order}
        return JsonResponse(reply)
    messages.add_message(request, level, text, extra_tags=undo_url)
    return redirect(_get_return_url(request, album))


def refuse(request, album=None, text=""):
    """Report why nothing was done. Without an album, raise a 404 for people without scripts."""
    if wants_json(request):
        text = text or _("You don't have access. Nothing was changed.")
        return JsonResponse({"error": text}, status=HTTP_FORBIDDEN)
    if album is None:
        raise Http404
    messages.error(request, text)
    return redirect(_get_return_url(request, album))


def forbid_when_archived(view):
    """Decorate a view so that it refuses POST requests for an archived album."""

    @wraps(view)
    def guarded(request, album, **kwargs):
        if album.is_archived and request.method == "POST":
            return refuse_archived(request, album)
        return view(request, album, **kwargs)

    return guarded


def refuse_archived(request, album):
    return refuse(request, album, refusals.archived_message())


def render_form(request, album, choice, form):
    """Show the form of an action. A script shows it in a dialog."""
    try:
        rows = choice.load_placements(album, request.user)
    except ActionForbidden:
        text = _("You can't change some of these photos. Nothing was changed.")
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
    """Send a single file, or show a page with a link for each of several files."""
    files = _list_leading_versions(choice.filter_placements(album))
    if len(files) == 1:
        url = reverse("original-file", args=[files[0].pk])
        return JsonResponse({"go": url}) if wants_json(request) else redirect(url)
    if not files:
        return respond(request, album, _("Select some photos first."), level=messages.WARNING)
    size = sum(file.asset.size for file in files)
    context = {"album": album, "files": files, "size": size}
    return render(request, "albums/downloads/file_list.html", context)


def _list_leading_versions(placements):
    pictures = dict(placements.values_list("picture", "pk"))
    leading = Version.objects.filter(picture__in=pictures, leads=True)
    return list(leading.select_related("asset").order_by("stem", "name", "pk"))


def _get_undo_url(album, action):
    if action is None or action.verb == Action.Verb.REPROCESS:
        return ""
    return reverse("undo-action", args=[album.slug, action.pk])


def _get_return_url(request, album):
    """Return the URL of the page the person came from, at the same place in the grid."""
    if request.POST.get("back") == "activity":
        return reverse("album-activity", args=[album.slug])
    start = request.POST.get("at", "")
    url = reverse("album", args=[album.slug])
    return f"{url}?at={start}" if start.isalnum() else url
