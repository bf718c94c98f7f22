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
    """Show the albums the person works in, or the results of a search."""
    current_filter, person = album_filter.parse_filter(request.GET), request.user
    albums, further = album_filter.load_page(current_filter, person)
    context = {
        "filter": current_filter,
        "cards": cards.build_cards(albums, doors.for_user(person)),
        "further": further,
        "section": "studio",
    }
    if wants_partial(request):
        return render(request, f"{TEMPLATE}#cards", context)
    context["years"] = album_filter.list_years(person)
    context["photos"] = _search_pictures(person, current_filter)
    return render(request, TEMPLATE, context)


@studio_only
@require_safe
def list_album_sizes(request):
    """Return the sizes of albums as fragments that htmx puts into the cards."""
    sizes = album_sizes.sum_sizes_by_album(request.user, request.GET.get("ids", ""))
    return render(request, f"{TEMPLATE}#figures", {"sizes": sizes})


@owner_only
def new_album(request):
    form = NewAlbumForm(request.POST or None)
    if form.is_valid():
        return redirect("album", form.create_album(request.user).slug)
    return render(request, "albums/library/new_album.html", {"form": form})


def _search_pictures(person, current_filter):
    """Return the tiles of the first photos that match the search words, or None."""
    if not current_filter.words or current_filter.after:
        return None
    versions = queries.visible_to(person).filter(
        terms.match_all_words(current_filter.words, *SEARCH_FIELDS)
    )
    rows, further = timeline.load_page(versions, "", MAX_PICTURES)
    return {
        "shown": linked_tiles.build_linked_tiles(rows, person, doors.for_user(person)),
        "further": further,
    }
