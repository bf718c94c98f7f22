from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.notices.models import Notice
from accounts.permissions import owner_only

MAX_SHOWN = 100


@owner_only
def notices(request):
    return render(
        request,
        "accounts/notices/notices.html",
        {"notices": Notice.objects.newest_first()[:MAX_SHOWN]},
    )


@owner_only
@require_POST
def open_notice(request, pk):
    """Mark a notification as read and go to the page it is about."""
    notice = get_object_or_404(Notice, pk=pk)
    Notice.objects.filter(pk=pk).mark_read()
    return redirect(notice.url or "notices")


@owner_only
@require_POST
def mark_all_read(request):
    Notice.objects.mark_read()
    return redirect("notices")
