from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.notices.models import Notice
from accounts.permissions import owner_only

SHOWN = 100


@owner_only
def notices(request):
    return render(
        request,
        "accounts/notices/notices.html",
        {"notices": Notice.objects.newest_first()[:SHOWN]},
    )


@owner_only
@require_POST
def read(request, pk):
    """Going where a notice points to is having read it."""
    notice = get_object_or_404(Notice, pk=pk)
    Notice.objects.filter(pk=pk).mark_read()
    return redirect(notice.url or "notices")


@owner_only
@require_POST
def read_all(request):
    Notice.objects.mark_read()
    return redirect("notices")
