"""Who works here: owners see everybody, invite, and show the door."""

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
        messages.success(request, _("The link is ready: copy it and send it."))
        return redirect("team")
    return render(request, "accounts/team/invite.html", {"form": form, "section": "team"})


@owner_only
@require_POST
def revoke_invitation(request, pk):
    invitation = get_object_or_404(Invitation.objects.open(timezone.now()), pk=pk)
    Invitation.objects.filter(pk=invitation.pk, used_at=None).update(revoked_at=timezone.now())
    messages.success(request, _("The invitation for %s is withdrawn.") % invitation.label)
    return redirect("team")


@owner_only
@require_POST
def disable_user(request, pk):
    """Out everywhere, at once. Nobody shows themselves the door, so an owner is always left."""
    with transaction.atomic():
        if request.user not in User.objects.hold_owners():
            raise Http404
        person = get_object_or_404(User.objects.active().exclude(pk=request.user.pk), pk=pk)
        person.is_active = False
        person.save(update_fields=["is_active"])
    revocation.end_all(person)
    messages.success(request, _("%s cannot sign in any more.") % person)
    return redirect("team")


@owner_only
@require_POST
def enable_user(request, pk):
    person = get_object_or_404(User.objects.filter(is_active=False), pk=pk)
    person.is_active = True
    person.save(update_fields=["is_active"])
    messages.success(request, _("%s can sign in again.") % person)
    return redirect("team")
