"""One's own page: name, address, password, and where one is signed in."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.account.forms import ChangeEmailForm, ChangePasswordForm, ProfileForm
from accounts.models import Session, User
from accounts.permissions import studio_only
from accounts.sessions import revocation
from accounts.sign_in import throttling
from accounts.sign_in.forms import EMAIL_TAKEN


@studio_only
def account(request):
    form = ProfileForm(request.POST or None, instance=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("Your name is saved."))
        return redirect("account")
    browsers = Session.objects.of(request.user).alive(timezone.now()).newest_first()
    context = {"form": form, "browsers": browsers, "here": request.session.session_key}
    return render(request, "accounts/account/account.html", context)


@studio_only
@sensitive_post_parameters("current")
def change_email(request):
    form = ChangeEmailForm(request.POST or None, person=request.user)
    if _validate_throttled(request, form):
        if _save_email(request.user, form.cleaned_data["email"]):
            messages.success(request, _("From now on you sign in with the new address."))
            return redirect("account")
        form.add_error("email", EMAIL_TAKEN)
    context = {"form": form, "title": _("Change the address")}
    return render(request, "accounts/account/form.html", context)


@studio_only
@sensitive_post_parameters("current", "password")
def change_password(request):
    """Who knew the old one is out everywhere; this browser stays, under a new key."""
    form = ChangePasswordForm(request.POST or None, person=request.user)
    if _validate_throttled(request, form):
        request.user.set_password(form.cleaned_data["password"])
        request.user.save(update_fields=["password"])
        update_session_auth_hash(request, request.user)
        ended = revocation.end_all(request.user, but=request.session.session_key)
        messages.success(request, _("The password is changed. Signed out elsewhere: %d.") % ended)
        reply = redirect("account")
        throttling.remember_browser(request, reply, request.user)
        return reply
    context = {"form": form, "title": _("Change the password")}
    return render(request, "accounts/account/form.html", context)


@studio_only
@require_POST
def end_session(request, handle):
    if not revocation.end_by_handle(request.user, handle):
        raise Http404
    messages.success(request, _("That browser is signed out."))
    return redirect("account")


def _save_email(person, email):
    """Not when somebody else took the address in the same moment."""
    try:
        with transaction.atomic():
            return User.objects.filter(pk=person.pk).update(email=email)
    except IntegrityError:
        return False


def _validate_throttled(request, form):
    """Valid, the current password counted as a try as at the door."""
    if request.method != "POST":
        return False
    try:
        with throttling.count_attempt(request, request.user.email) as was_right:
            if is_valid := form.is_valid():
                was_right()
            return is_valid
    except throttling.TooManyAttempts as limit:
        form.refuse(_("Too many tries. Try again in %d min.") % limit.minutes)
        return False
