"""The page of a picture; the same matter lies in a drawer over the wall."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from accounts.permissions import studio_only
from albums.models import Placement
from albums.permissions import album_member_required
from albums.picture import page_context, responses
from assets.models import Picture


@album_member_required
@require_safe
def picture_in_album(request, album, pk):
    """In its album, with what lies before it and after it."""
    lying = album.placements.in_grid().select_related("picture", "section", "album")
    placement = lying.filter(picture=pk).first()
    if placement is None:
        stays = get_object_or_404(lying, picture__in=_find_merged_into(pk))
        return redirect("picture", album.slug, stays.picture_id)
    return _render_picture(request, placement.picture, placement)


@studio_only
@require_safe
def standalone_picture(request, pk):
    """Led to an album where it lies; what lies in none is there for owners."""
    for one in (pk, *_find_merged_into(pk).values_list("pk", flat=True)):
        place = _find_first_placement(request.user, one)
        if place:
            return redirect("picture", place.album.slug, one)
    if not request.user.is_owner:
        raise Http404
    found = get_object_or_404(Picture, pk=pk)
    if found.merged_into_id:
        return redirect("standalone-picture", found.merged_into_id)
    return _render_picture(request, found)


def _render_picture(request, picture, placement=None):
    shown = request.GET.get("version", "")
    return responses.render_page(
        request, page_context.build_context(request.user, picture, placement, shown)
    )


def _find_merged_into(pk):
    led_on = Picture.objects.filter(pk=pk).values("merged_into")
    return Picture.objects.unmerged().filter(pk__in=led_on)


def _find_first_placement(person, pk):
    seen_by = Placement.objects.visible_to(person).in_grid().filter(picture=pk)
    return seen_by.select_related("album").order_by("placed_at", "id").first()
