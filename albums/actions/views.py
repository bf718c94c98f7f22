from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from albums.actions import descriptions, registry, selection
from albums.actions import undo as undoing
from albums.actions.responses import (
    download_selection,
    forbid_when_archived,
    refuse,
    refuse_archived,
    render_form,
    respond,
)
from albums.actions.selection import ActionForbidden
from albums.actions.verbs import arrangement
from albums.actions.verbs.clock_shift import ImplausibleTime
from albums.models import Action, Album
from albums.permissions import album_member_required, album_owner_required
from albums.refusals import AlbumArchived, AlbumClosed


@album_member_required
@require_POST
def run_action(request, album):
    """Run an action on the selected photos, or show its form first."""
    choice = selection.parse_selection(request.POST)
    if request.POST.get("verb") == "download":
        return download_selection(request, album, choice)
    action_type = registry.get_allowed(request.user, request.POST.get("verb"))
    if action_type is None:
        return refuse(request)
    if album.is_archived and not action_type.keeps_album:
        return refuse_archived(request, album)
    if not choice:
        return respond(request, album, _("Select some photos first."), level=messages.WARNING)
    return _ask_or_run(request, album, action_type, choice)


@album_member_required
@require_POST
@forbid_when_archived
def undo_action(request, album, pk):
    action = get_object_or_404(undoing.list_actions(request.user, album), pk=pk)
    try:
        result = undoing.undo(action)
    except undoing.UndoExpired:
        text = _("This can't be undone anymore.")
        return respond(request, album, text, level=messages.WARNING)
    _refresh_order(album, action)
    return respond(request, album, descriptions.describe_undo(result))


@album_member_required
@require_safe
def list_ids(request, album):
    """Return the ids of all photos in the order of the grid, or of those between two photos."""
    placements = album.placements.in_grid().order_by(*selection.GRID_ORDER)
    ids = [pk.hex for pk in placements.values_list("pk", flat=True)]
    ends = [ids.index(end) for end in request.GET.getlist("end") if end in ids]
    if ends:
        ids = ids[min(ends) : max(ends) + 1]
    return JsonResponse({"ids": "".join(ids), "until": timezone.now().isoformat()})


@album_owner_required
@require_POST
@forbid_when_archived
def sort_album(request, album):
    order = request.POST.get("order")
    if order not in Album.Order.values:
        raise Http404
    action = arrangement.sort(album, request.user, order)
    album.order = order
    return respond(request, album, descriptions.describe_result(action), action)


def _ask_or_run(request, album, action_type, choice):
    if not action_type.form:
        return _run(request, album, action_type, choice, {})
    data = request.POST if "answered" in request.POST else None
    form = action_type.form(data, album=album, by=request.user)
    if form.is_valid():
        return _run(request, album, action_type, choice, form.get_arguments())
    return render_form(request, album, choice, form)


def _run(request, album, action_type, choice, arguments):
    try:
        action = action_type.run(album, choice, request.user, **arguments)
    except ActionForbidden:
        text = _("You can't change some of these photos. Nothing was changed.")
    except ImplausibleTime:
        text = _("That capture time isn't possible. Nothing was changed.")
    except (AlbumClosed, AlbumArchived):
        text = _("That album is archived or in the trash. Nothing was changed.")
    else:
        _refresh_order(album, action)
        return respond(request, album, descriptions.describe_result(action), action)
    return refuse(request, album, text)


def _refresh_order(album, action):
    if action is not None and action.verb == Action.Verb.ORDER:
        album.refresh_from_db(fields=["order"])
