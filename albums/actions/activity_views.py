from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from albums.actions import activity as book
from albums.permissions import album_member_required


@album_member_required
@require_safe
def show_activity(request, album):
    """What was done here, by whom, and the way back; to an uploader what they did."""
    names = {person.pk: person for person in User.objects.all()}
    entries, more = book.list_entries(album, request.user, names, request.GET.get("from", ""))
    return render(
        request,
        "albums/actions/activity.html",
        {"album": album, "tab": "activity", "entries": entries, "more": more},
    )
