"""Render the page of a photo, and respond to changes of a photo with it."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from accounts.partials import wants_partial
from accounts.permissions import studio_only
from albums import refusals
from albums.models import Placement
from albums.picture import page_context
from albums.picture.versions import ChangeRefused
from assets.models import Picture

TEMPLATE = "albums/picture/picture.html"


def render_page(request, context, **options):
    """Render the whole page, or for htmx the part that the query string names."""
    part = "metadata" if request.GET.get("part") == "metadata" else "content"
    is_whole = not wants_partial(request)
    template = TEMPLATE if is_whole else f"{TEMPLATE}#{part}"
    return render(request, template, {**context, "is_whole": is_whole}, **options)


def picture_change_view(view):
    """Restrict a view to people who may change the picture, and respond with the changed page.

    The view gets the request, the picture and its placement (or None). It returns the message to
    show, None for no message, or a response.
    """

    @wraps(view)
    @studio_only
    @require_POST
    def guarded(request, pk):
        placement = _find_placement(request, pk)
        picture = placement.picture if placement else _get_unfiled_picture(request.user, pk)
        may_change = Placement.objects.changeable_by(request.user).filter(picture=pk)
        if not request.user.is_owner and not may_change.exists():
            raise PermissionDenied
        try:
            _check_not_archived(placement)
            message, level, status = view(request, picture, placement), "success", 200
        except ChangeRefused as error:
            message, level, status = str(error), "error", 422
        if isinstance(message, HttpResponse):
            return message
        return _respond(request, pk, message, level, status)

    return guarded


def _check_not_archived(placement):
    # Only the album the person is in counts. From another album the picture may be changed.
    if placement and placement.album.is_archived:
        raise ChangeRefused(refusals.archived_message())


def _find_placement(request, pk):
    """Return the placement in the album that the person came from, or in any they may see."""
    # The album is in the query string: parsing the body would read a whole upload first.
    visible = Placement.objects.visible_to(request.user).in_grid().filter(picture=pk)
    placements = visible.select_related("picture", "section", "album").order_by("placed_at", "id")
    return (
        placements.filter(album__slug=request.GET.get("album", "")).first() or placements.first()
    )


def _get_unfiled_picture(person, pk):
    if not person.is_owner:
        raise Http404
    return get_object_or_404(Picture.objects.unmerged(), pk=pk)


def _respond(request, pk, message, level, status):
    """Return the changed page with a message, and make the grid behind it refresh."""
    placement = _find_placement(request, pk)
    if not wants_partial(request):
        if message:
            messages.add_message(request, getattr(messages, level.upper()), message)
        if placement:
            return redirect("picture", placement.album.slug, pk)
        return redirect("standalone-picture", pk)
    picture = placement.picture if placement else get_object_or_404(Picture, pk=pk)
    version = request.GET.get("version", "")
    context = page_context.build_context(request.user, picture, placement, version)
    response = render_page(request, context, status=status)
    if message:
        trigger_client_event(response, "toast", {"words": message, "level": level})
    return trigger_client_event(response, "clientpix:changed", {})
