from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
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
        messages.success(request, _("Name saved."))
        return redirect("account")
    sessions = Session.objects.for_user(request.user).unexpired(timezone.now()).newest_first()
    context = {
        "form": form,
        "sessions": sessions,
        "current_session_key": request.session.session_key,
    }
    return render(request, "accounts/account/account.html", context)


@studio_only
@sensitive_post_parameters("current")
def change_email(request):
    form = ChangeEmailForm(request.POST or None, user=request.user)
    if _validate_throttled(request, form):
        if _save_email(request.user, form.cleaned_data["email"]):
            messages.success(request, _("Email changed. Use it next time you sign in."))
            return redirect("account")
        form.add_error("email", EMAIL_TAKEN)
    context = {"form": form, "title": _("Change email")}
    return render(request, "accounts/account/form.html", context)


@studio_only
@sensitive_post_parameters("current", "password")
def change_password(request):
    form = ChangePasswordForm(request.POST or None, user=request.user)
    if _validate_throttled(request, form):
        request.user.set_password(form.cleaned_data["password"])
        request.user.save(update_fields=["password"])
        # Whoever knew the old password is signed out everywhere. This browser stays signed in,
        # with a new session key.
        update_session_auth_hash(request, request.user)
        ended = revocation.end_all(request.user, except_key=request.session.session_key)
        messages.success(request, _format_password_changed(ended))
        response = redirect("account")
        throttling.remember_browser(request, response, request.user)
        return response
    context = {"form": form, "title": _("Change password")}
    return render(request, "accounts/account/form.html", context)


@studio_only
@require_POST
def end_session(request, handle):
    if not revocation.end_by_handle(request.user, handle):
        raise Http404
    messages.success(request, _("Browser signed out."))
    return redirect("account")


def _save_email(user, email):
    # The form has checked that the address is free, but someone else may take it in between.
    try:
        with transaction.atomic():
            return User.objects.filter(pk=user.pk).update(email=email)
    except IntegrityError:
        return False


def _validate_throttled(request, form):
    """Return whether the form is valid, counting the current password as a sign-in attempt."""
    if request.method != "POST":
        return False
    try:
        with throttling.count_attempt(request, request.user.email) as give_attempt_back:
            if is_valid := form.is_valid():
                give_attempt_back()
            return is_valid
    except throttling.TooManyAttempts as limit:
        # The form must not check the password now: each check costs a hash.
        form.reject_unchecked(limit.message)
        return False


def _format_password_changed(ended_sessions):
    if not ended_sessions:
        return _("Password changed.")
    return ngettext(
        "Password changed. Signed out in %(count)d other browser.",
        "Password changed. Signed out in %(count)d other browsers.",
        ended_sessions,
    ) % {"count": ended_sessions}
