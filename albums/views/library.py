from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts import doors
from accounts.gates import owner_only, studio_only
from albums import looking
from albums.collection import pages, seen, shown
from albums.collection.asked import FOUND_IN
from albums.forms import NewAlbumForm
from albums.shelf import cards, figures, finding

PAGE = "albums/library.html"
FEW = 12


@studio_only
@require_safe
def library(request):
    """All albums that somebody works in, or those that were looked for."""
    asked, person = finding.read(request.GET), request.user
    albums, further = finding.page(asked, person)
    about = {
        "asked": asked,
        "cards": cards.of(albums, doors.of(person)),
        "further": further,
        "section": "studio",
    }
    if request.htmx and not request.htmx.boosted:
        return render(request, f"{PAGE}#cards", about)
    about |= {"years": finding.years(person), "found": _pictures(person, asked)}
    return render(request, PAGE, about)


@studio_only
@require_safe
def album_figures(request):
    """The sizes of albums, each for its own place on the page."""
    sizes = figures.of(request.user, request.GET.get("ids", ""))
    return render(request, f"{PAGE}#figures", {"sizes": sizes})


@owner_only
def new_album(request):
    form = NewAlbumForm(request.POST or None)
    if form.is_valid():
        return redirect("album", form.save_for(request.user).slug)
    return render(request, "albums/new.html", {"form": form})


def _pictures(person, asked):
    """The first pictures that are called like that."""
    if not asked.words or asked.after:
        return None
    versions = seen.by(person).filter(looking.anywhere(asked.words, *FOUND_IN))
    rows, further = pages.of(versions, "", FEW)
    return {"shown": shown.of(rows, person, doors.of(person)), "further": further}
