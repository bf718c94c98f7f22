from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.gates import owner_only, studio_only
from albums.forms import NewAlbumForm
from albums.models import Album


@studio_only
@require_safe
def library(request):
    """All albums that somebody works in."""
    albums = Album.objects.open_to(request.user).alive().newest_first()
    return render(request, "albums/library.html", {"albums": albums})


@owner_only
def new_album(request):
    form = NewAlbumForm(request.POST or None)
    if form.is_valid():
        return redirect("album", form.save_for(request.user).slug)
    return render(request, "albums/new.html", {"form": form})
