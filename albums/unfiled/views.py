from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts import doors
from accounts.permissions import owner_only
from albums import refusals
from albums.grid.cursors import number
from albums.models import Album
from albums.pictures import BLOCK, linked_tiles, queries, timeline
from albums.refusals import Closed
from albums.unfiled import changes

PAGE = "albums/unfiled/unfiled.html"


@owner_only
@require_safe
def unfiled_pictures(request):
    """What lies in no album, or what was thrown away from there."""
    is_thrown = "thrown" in request.GET
    versions = queries.discarded() if is_thrown else queries.unfiled()
    rows, further = timeline.of(versions, request.GET.get("after", ""), BLOCK)
    about = {
        "shown": linked_tiles.of(rows, request.user, doors.of(request.user)),
        "further": further,
        "thrown": is_thrown,
        "albums": _albums(),
        "section": "pictures",
        "tab": "unfiled",
    }
    is_part = request.htmx and not request.htmx.boosted
    return render(request, PAGE + ("#block" if is_part else ""), about)


@owner_only
@require_POST
def put(request):
    album = _albums().filter(pk=number(request.POST.get("album", ""))).first()
    chosen = _chosen(request, queries.unfiled())
    if not album or not chosen:
        messages.error(request, _("Choose pictures and an album first."))
        return redirect("unfiled")
    try:
        put = changes.put(chosen, album, request.user)
    except Closed as error:
        messages.error(request, refusals.sentence(error))
        return redirect("unfiled")
    said = ngettext("%(number)d picture lies", "%(number)d pictures lie", put)
    messages.success(request, _("%s in %s now.") % (said % {"number": put}, album))
    return redirect("unfiled")


@owner_only
@require_POST
def throw_away(request):
    thrown = changes.throw_away(_chosen(request, queries.unfiled()), timezone.now())
    said = ngettext(
        "%d picture is in the trash for 30 days.",
        "%d pictures are in the trash for 30 days.",
        thrown,
    )
    messages.success(request, said % thrown)
    return redirect("unfiled")


@owner_only
@require_POST
def take_back(request):
    back = changes.take_back(_chosen(request, queries.discarded()))
    messages.success(
        request, ngettext("%d picture is back.", "%d pictures are back.", back) % back
    )
    return redirect("unfiled")


def _albums():
    """Those that take pictures."""
    return Album.objects.alive().exclude(state=Album.State.ARCHIVED).newest_first()


def _chosen(request, versions):
    """The ticked ones, or all that there are."""
    if "all" in request.POST:
        return list(versions.values_list("picture", flat=True))
    return [pk for pk in map(number, request.POST.getlist("picture")) if pk]
