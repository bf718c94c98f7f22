from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts import doors
from accounts.partials import wants_partial
from accounts.permissions import owner_only, studio_only
from albums.library import album_filter, album_sizes, cards
from albums.pictures import linked_tiles, queries, timeline
from albums.pictures.forms import SEARCH_FIELDS
from albums.search import terms
from albums.settings.forms import NewAlbumForm

TEMPLATE = "albums/library/library.html"
MAX_PICTURES = 12


@studio_only
@require_safe
def library(request):
    """All albums that somebody works in, or those that were looked for."""
    asked, person = album_filter.parse_filter(request.GET), request.user
    albums, further = album_filter.load_page(asked, person)
    about = {
        "asked": asked,
        "cards": cards.build_cards(albums, doors.for_user(person)),
        "further": further,
        "section": "studio",
    }
    if wants_partial(request):
        return render(request, f"{TEMPLATE}#cards", about)
    about |= {"years": album_filter.list_years(person), "found": _search_pictures(person, asked)}
    return render(request, TEMPLATE, about)


@studio_only
@require_safe
def list_album_sizes(request):
    """The sizes of albums, each for its own place on the page."""
    sizes = album_sizes.sum_sizes_by_album(request.user, request.GET.get("ids", ""))
    return render(request, f"{TEMPLATE}#figures", {"sizes": sizes})


@owner_only
def new_album(request):
    form = NewAlbumForm(request.POST or None)
    if form.is_valid():
        return redirect("album", form.create_album(request.user).slug)
    return render(request, "albums/library/new_album.html", {"form": form})


def _search_pictures(person, asked):
    """The first pictures that are called like that."""
    if not asked.words or asked.after:
        return None
    versions = queries.visible_to(person).filter(
        terms.match_all_words(asked.words, *SEARCH_FIELDS)
    )
    rows, further = timeline.load_page(versions, "", MAX_PICTURES)
    return {
        "shown": linked_tiles.build_linked_tiles(rows, person, doors.for_user(person)),
        "further": further,
    }
