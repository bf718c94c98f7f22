from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from albums.actions import activity as book
from albums.permissions import album_page


@album_page
@require_safe
def activity(request, album):
    """What was done here, by whom, and the way back; to an uploader what they did."""
    names = {person.pk: person for person in User.objects.all()}
    entries, more = book.page(album, request.user, names, request.GET.get("from", ""))
    return render(
        request,
        "albums/actions/activity.html",
        {"album": album, "tab": "activity", "entries": entries, "more": more},
    )
