from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Invitation, User
from accounts.permissions import owner_only
from accounts.sessions import revocation
from accounts.team.forms import InvitationForm


@owner_only
def team(request):
    context = {
        "people": User.objects.order_by("-is_active", "role", "email"),
        "invitations": Invitation.objects.open(timezone.now()).newest_first(),
        "site": settings.SITE_URL,
    }
    return render(request, "accounts/team/team.html", context)


@owner_only
def invite(request):
    form = InvitationForm(request.POST or None)
    if form.is_valid():
        Invitation.objects.invite(request.user, **form.cleaned_data)
        messages.success(request, _("Invitation created. Copy the link and send it."))
        return redirect("team")
    return render(request, "accounts/team/invite.html", {"form": form, "section": "team"})


@owner_only
@require_POST
def revoke_invitation(request, pk):
    invitation = get_object_or_404(Invitation.objects.open(timezone.now()), pk=pk)
    Invitation.objects.filter(pk=invitation.pk, used_at=None).update(revoked_at=timezone.now())
    messages.success(request, _("Invitation for %s revoked.") % invitation.label)
    return redirect("team")


@owner_only
@require_POST
def disable_user(request, pk):
    with transaction.atomic():
        # Owners can't disable themselves, and of two who disable each other at the same moment
        # the second is no longer an owner. So there is always one left.
        if request.user not in User.objects.lock_owners():
            raise Http404
        user = get_object_or_404(User.objects.active().exclude(pk=request.user.pk), pk=pk)
        user.is_active = False
        user.save(update_fields=["is_active"])
    revocation.end_all(user)
    messages.success(request, _("%s can't sign in anymore.") % user)
    return redirect("team")


@owner_only
@require_POST
def enable_user(request, pk):
    user = get_object_or_404(User.objects.filter(is_active=False), pk=pk)
    user.is_active = True
    user.save(update_fields=["is_active"])
    messages.success(request, _("%s can sign in again.") % user)
    return redirect("team")
