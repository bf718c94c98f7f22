"""Show the page of a photo. The grid shows the same content in a drawer."""

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
    """Show a photo of an album, with links to its neighbours."""
    visible = album.placements.in_grid().select_related("picture", "section", "album")
    placement = visible.filter(picture=pk).first()
    if placement is None:
        # The photo may have been merged into another one of this album.
        merged_into = get_object_or_404(visible, picture__in=_find_merged_into(pk))
        return redirect("picture", album.slug, merged_into.picture_id)
    return _render_picture(request, placement.picture, placement)


@studio_only
@require_safe
def standalone_picture(request, pk):
    """Redirect to the photo in an album. Show an unfiled photo to owners."""
    for picture_pk in (pk, *_find_merged_into(pk).values_list("pk", flat=True)):
        placement = _find_first_placement(request.user, picture_pk)
        if placement:
            return redirect("picture", placement.album.slug, picture_pk)
    if not request.user.is_owner:
        raise Http404
    picture = get_object_or_404(Picture, pk=pk)
    if picture.merged_into_id:
        return redirect("standalone-picture", picture.merged_into_id)
    return _render_picture(request, picture)


def _render_picture(request, picture, placement=None):
    version = request.GET.get("version", "")
    return responses.render_page(
        request, page_context.build_context(request.user, picture, placement, version)
    )


def _find_merged_into(pk):
    merged_into = Picture.objects.filter(pk=pk).values("merged_into")
    return Picture.objects.unmerged().filter(pk__in=merged_into)


def _find_first_placement(person, pk):
    visible = Placement.objects.visible_to(person).in_grid().filter(picture=pk)
    return visible.select_related("album").order_by("placed_at", "id").first()
