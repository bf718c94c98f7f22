from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from albums.actions import activity
from albums.permissions import album_member_required


@album_member_required
@require_safe
def show_activity(request, album):
    """Show the activity of an album. Uploaders only see their own."""
    names = {person.pk: person for person in User.objects.all()}
    cursor = request.GET.get("from", "")
    entries, next_cursor = activity.list_entries(album, request.user, names, cursor)
    context = {"album": album, "tab": "activity", "entries": entries, "next_cursor": next_cursor}
    return render(request, "albums/actions/activity.html", context)
