from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts import doors
from accounts.permissions import owner_only, studio_only
from albums.library import album_filter, album_sizes, cards
from albums.pictures import linked_tiles, queries, timeline
from albums.pictures.forms import FOUND_IN
from albums.search import terms
from albums.settings.forms import NewAlbumForm

PAGE = "albums/library/library.html"
FEW = 12


@studio_only
@require_safe
def library(request):
    """All albums that somebody works in, or those that were looked for."""
    asked, person = album_filter.read(request.GET), request.user
    albums, further = album_filter.page(asked, person)
    about = {
        "asked": asked,
        "cards": cards.of(albums, doors.of(person)),
        "further": further,
        "section": "studio",
    }
    if request.htmx and not request.htmx.boosted:
        return render(request, f"{PAGE}#cards", about)
    about |= {"years": album_filter.years(person), "found": _pictures(person, asked)}
    return render(request, PAGE, about)


@studio_only
@require_safe
def album_figures(request):
    """The sizes of albums, each for its own place on the page."""
    sizes = album_sizes.of(request.user, request.GET.get("ids", ""))
    return render(request, f"{PAGE}#figures", {"sizes": sizes})


@owner_only
def new_album(request):
    form = NewAlbumForm(request.POST or None)
    if form.is_valid():
        return redirect("album", form.save_for(request.user).slug)
    return render(request, "albums/library/new_album.html", {"form": form})


def _pictures(person, asked):
    """The first pictures that are called like that."""
    if not asked.words or asked.after:
        return None
    versions = queries.by(person).filter(terms.anywhere(asked.words, *FOUND_IN))
    rows, further = timeline.of(versions, "", FEW)
    return {"shown": linked_tiles.of(rows, person, doors.of(person)), "further": further}
