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
    """What a verb does with what was chosen, or first what it has to know for that."""
    choice = selection.parse_selection(request.POST)
    if request.POST.get("verb") == "download":
        return download_selection(request, album, choice)
    verb = registry.get_allowed(request.user, request.POST.get("verb"))
    if verb is None:
        return refuse(request)
    if album.is_archived and not verb.keeps_album:
        return refuse_archived(request, album)
    if not choice:
        return respond(request, album, _("Choose some pictures first."), level=messages.WARNING)
    return _ask_or_run(request, album, verb, choice)


@album_member_required
@require_POST
@forbid_when_archived
def undo_action(request, album, pk):
    act = get_object_or_404(undoing.list_actions(request.user, album), pk=pk)
    try:
        outcome = undoing.undo(act)
    except undoing.UndoExpired:
        text = _("That was undone already, or it is too long ago.")
        return respond(request, album, text, level=messages.WARNING)
    _refresh_order(album, act)
    return respond(request, album, descriptions.describe_undo(outcome))


@album_member_required
@require_safe
def list_ids(request, album):
    """All that is on the wall in its order, or what lies between two places, in one word."""
    wall = album.placements.in_grid().order_by(*selection.GRID_ORDER)
    line = [pk.hex for pk in wall.values_list("pk", flat=True)]
    ends = [line.index(end) for end in request.GET.getlist("end") if end in line]
    if ends:
        line = line[min(ends) : max(ends) + 1]
    return JsonResponse({"ids": "".join(line), "until": timezone.now().isoformat()})


@album_owner_required
@require_POST
@forbid_when_archived
def sort_album(request, album):
    order = request.POST.get("order")
    if order not in Album.Order.values:
        raise Http404
    act = arrangement.sort(album, request.user, order)
    album.order = order
    return respond(request, album, descriptions.describe_result(act), act)


def _ask_or_run(request, album, verb, choice):
    if not verb.question:
        return _run(request, album, verb, choice, {})
    said = request.POST if "answered" in request.POST else None
    form = verb.question(said, album=album, by=request.user)
    if form.is_valid():
        return _run(request, album, verb, choice, form.answers())
    return render_form(request, album, choice, form)


def _run(request, album, verb, choice, answers):
    try:
        act = verb.do(album, choice, request.user, **answers)
    except ActionForbidden:
        text = _("Some of these pictures are not yours to change. Nothing was changed.")
    except ImplausibleTime:
        text = _("No photo was taken then. Nothing was changed.")
    except (AlbumClosed, AlbumArchived):
        text = _("That album takes no pictures any more. Nothing was changed.")
    else:
        _refresh_order(album, act)
        return respond(request, album, descriptions.describe_result(act), act)
    return refuse(request, album, text)


def _refresh_order(album, act):
    if act is not None and act.verb == Action.Verb.ORDER:
        album.refresh_from_db(fields=["order"])
