from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from albums.actions import descriptions, registry, selection
from albums.actions import undo as undoing
from albums.actions.responses import ask, downloads, is_archived, refuse, tell, unless_archived
from albums.actions.selection import NotYours
from albums.actions.verbs import arrangement
from albums.actions.verbs.clock_shift import OutOfTime
from albums.models import Album
from albums.permissions import album_page, owners_album
from albums.refusals import Archived, Closed


@album_page
@require_POST
def acts(request, album):
    """What a verb does with what was chosen, or first what it has to know for that."""
    choice = selection.read(request.POST)
    if request.POST.get("verb") == "download":
        return downloads(request, album, choice)
    verb = registry.known_to(request.user, request.POST.get("verb"))
    if verb is None:
        return refuse(request)
    if album.is_archived and not verb.leaves_all:
        return is_archived(request, album)
    if not choice:
        return tell(request, album, _("Choose some pictures first."), level=messages.WARNING)
    return _asked(request, album, verb, choice)


@album_page
@require_POST
@unless_archived
def undo(request, album, pk):
    act = get_object_or_404(undoing.acts_of(request.user, album), pk=pk)
    try:
        outcome = undoing.undo(act)
    except undoing.TooLate:
        text = _("That was undone already, or it is too long ago.")
        return tell(request, album, text, level=messages.WARNING)
    return tell(request, album, descriptions.undone(outcome))


@album_page
@require_safe
def ids(request, album):
    """All that is on the wall in its order, or what lies between two places, in one word."""
    wall = album.placements.on_the_wall().order_by(*selection.WALL)
    line = [pk.hex for pk in wall.values_list("pk", flat=True)]
    ends = [line.index(end) for end in request.GET.getlist("end") if end in line]
    if ends:
        line = line[min(ends) : max(ends) + 1]
    return JsonResponse({"ids": "".join(line), "until": timezone.now().isoformat()})


@owners_album
@require_POST
@unless_archived
def sort(request, album):
    order = request.POST.get("order")
    if order not in Album.Order.values:
        raise Http404
    act = arrangement.sort(album, request.user, order)
    return tell(request, album, descriptions.done(act), act)


def _asked(request, album, verb, choice):
    if not verb.question:
        return _do(request, album, verb, choice, {})
    said = request.POST if "answered" in request.POST else None
    form = verb.question(said, album=album, by=request.user)
    if form.is_valid():
        return _do(request, album, verb, choice, form.answers())
    return ask(request, album, choice, form)


def _do(request, album, verb, choice, answers):
    try:
        act = verb.do(album, choice, request.user, **answers)
    except NotYours:
        text = _("Some of these pictures are not yours to change. Nothing was changed.")
    except OutOfTime:
        text = _("No photo was taken then. Nothing was changed.")
    except (Closed, Archived):
        text = _("That album takes no pictures any more. Nothing was changed.")
    else:
        return tell(request, album, descriptions.done(act), act)
    return refuse(request, album, text)
