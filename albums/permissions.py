"""Decorators that restrict album views. Everyone else gets a 404."""

from functools import wraps

from django.http import Http404
from django.shortcuts import redirect

from accounts.permissions import studio_only
from albums.models import Album, FormerSlug


def album_member_required(view):
    """Allow owners, and uploaders of this album. The view gets the album."""

    @wraps(view)
    @studio_only
    def guarded(request, slug, **kwargs):
        albums = Album.objects.accessible_to(request.user).alive()
        album = albums.filter(slug=slug).select_related("created_by").first()
        if album is None:
            return _redirect_to_current_slug(request, albums, slug, kwargs)
        return view(request, album, **kwargs)

    return guarded


def album_owner_required(view):
    """Allow only owners. The view gets the album."""

    @wraps(view)
    @album_member_required
    def guarded(request, album, **kwargs):
        if not request.user.is_owner:
            raise Http404
        return view(request, album, **kwargs)

    return guarded


def _redirect_to_current_slug(request, albums, slug, kwargs):
    former = FormerSlug.objects.filter(slug=slug, album__in=albums).select_related("album").first()
    # A redirect would lose the data of a form.
    if former is None or request.method not in {"GET", "HEAD"}:
        raise Http404
    response = redirect(request.resolver_match.view_name, slug=former.album.slug, **kwargs)
    if request.GET:
        response["Location"] += f"?{request.GET.urlencode()}"
    return response
