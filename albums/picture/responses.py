"""What is answered after something was done about a picture: its page, or that page's matter."""

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
    """Whole, or what of it is asked for."""
    part = "said" if request.GET.get("part") == "said" else "matter"
    is_whole = not wants_partial(request)
    template = TEMPLATE if is_whole else f"{TEMPLATE}#{part}"
    return render(request, template, {**context, "is_whole": is_whole}, **options)


def picture_change_view(view):
    """For who may change this picture; the view is told where it lies, and returns what to say."""

    @wraps(view)
    @studio_only
    @require_POST
    def guarded(request, pk):
        place = _find_placement(request, pk)
        picture = place.picture if place else _get_unfiled_picture(request.user, pk)
        may_change = Placement.objects.changeable_by(request.user).filter(picture=pk)
        if not request.user.is_owner and not may_change.exists():
            raise PermissionDenied
        try:
            _check_not_archived(place)
            words, level, status = view(request, picture, place), "success", 200
        except ChangeRefused as error:
            words, level, status = str(error), "error", 422
        if isinstance(words, HttpResponse):
            return words
        return _respond(request, pk, words, level, status)

    return guarded


def _check_not_archived(place):
    """From the page of an album that was put away; elsewhere the picture may be changed."""
    if place and place.album.is_archived:
        raise ChangeRefused(refusals.archived_message())


def _find_placement(request, pk):
    """Where one was when one did it; else wherever one may see it. A body is not looked into."""
    seen_by = Placement.objects.visible_to(request.user).in_grid().filter(picture=pk)
    places = seen_by.select_related("picture", "section", "album").order_by("placed_at", "id")
    return places.filter(album__slug=request.GET.get("album", "")).first() or places.first()


def _get_unfiled_picture(person, pk):
    if not person.is_owner:
        raise Http404
    return get_object_or_404(Picture.objects.unmerged(), pk=pk)


def _respond(request, pk, words, level, status):
    """As it is now, with the words beside it; the wall behind is told as well."""
    place = _find_placement(request, pk)
    if not wants_partial(request):
        if words:
            messages.add_message(request, getattr(messages, level.upper()), words)
        return (
            redirect("picture", place.album.slug, pk)
            if place
            else redirect("standalone-picture", pk)
        )
    picture = place.picture if place else get_object_or_404(Picture, pk=pk)
    shown = request.GET.get("version", "")
    context = page_context.build_context(request.user, picture, place, shown)
    response = render_page(request, context, status=status)
    if words:
        trigger_client_event(response, "toast", {"words": words, "level": level})
    return trigger_client_event(response, "clientpix:changed", {})
