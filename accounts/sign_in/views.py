from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, get_user_model, login, logout
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import urlsafe_base64_decode
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_ratelimit.decorators import ratelimit

from accounts import redirects
from accounts.models import Invitation, User
from accounts.notices import alerts
from accounts.sessions import revocation, store
from accounts.sign_in import first_run, tasks, throttling
from accounts.sign_in.forms import (
    EMAIL_TAKEN,
    FirstOwnerForm,
    ForgotPasswordForm,
    NewPasswordForm,
    SignInForm,
    SignUpForm,
)


@never_cache
@sensitive_post_parameters("password")
def sign_in(request):
    if request.user.is_authenticated:
        return HttpResponseRedirect(_get_next_url(request))
    form = SignInForm(request.POST or None)
    if form.is_valid():
        try:
            if user := _authenticate(request, form.cleaned_data):
                return _sign_in_and_redirect(request, user, _get_next_url(request))
            # One message for both: it must not tell whether the account exists.
            form.add_error(None, _("Wrong email or password. Check both and try again."))
        except throttling.TooManyAttempts as limit:
            return _render_throttled(request, form, limit)
    context = {"form": form, "next": _get_next_url(request)}
    return render(request, "accounts/sign_in/sign_in.html", context)


@require_POST
def sign_out(request):
    logout(request)
    messages.success(request, _("You're signed out."))
    return redirect("sign-in")


@never_cache
@sensitive_post_parameters("password")
@ratelimit(group="set-up", key="ip", rate="60/10m")
def set_up(request):
    """Create the first owner. Once there is one, the page returns 404."""
    if first_run.is_complete():
        raise Http404
    code = request.POST.get("code") or request.GET.get("code", "")
    if not first_run.is_setup_code(code):
        context = {"is_wrong": bool(code)}
        status = 403 if code else 200
        return render(request, "accounts/sign_in/set_up_code.html", context, status=status)
    form = FirstOwnerForm(request.POST or None, initial={"code": code})
    if form.is_valid():
        owner = first_run.create_owner(form)
        return _sign_in_and_redirect(request, owner, "library") if owner else redirect("sign-in")
    return render(request, "accounts/sign_in/set_up.html", {"form": form})


@never_cache
@sensitive_post_parameters("password")
@ratelimit(group="join", key="ip", rate="60/10m")
def join(request, token):
    """Accept an invitation. Used, revoked, expired and unknown ones all return the same 404."""
    open_invitations = Invitation.objects.open(timezone.now())
    invitation = get_object_or_404(open_invitations.with_token(token))
    form = SignUpForm(request.POST or None)
    if form.is_valid():
        try:
            user = _accept_invitation(open_invitations, invitation, form)
            return _sign_in_and_redirect(request, user, "library")
        except ValidationError:
            form.add_error("email", EMAIL_TAKEN)
    context = {"form": form, "invitation": invitation}
    return render(request, "accounts/sign_in/join.html", context)


@never_cache
@ratelimit(group="forgot", key="ip", rate="10/h", method="POST")
def forgot_password(request):
    form = ForgotPasswordForm(request.POST or None)
    if settings.HAS_MAIL and form.is_valid():
        # The account is looked up in the task: page and timing don't tell whether it exists.
        tasks.send_password_reset.enqueue(form.cleaned_data["email"], get_language())
        return render(request, "accounts/sign_in/forgot_password_sent.html", form.cleaned_data)
    context = {"form": form, "has_mail": settings.HAS_MAIL}
    return render(request, "accounts/sign_in/forgot_password.html", context)


@never_cache
@sensitive_post_parameters("password")
@ratelimit(group="reset", key="ip", rate="60/10m")
def reset_password(request, uid, token):
    user = _get_user_by_uid(uid)
    if not default_token_generator.check_token(user, token):
        return render(request, "accounts/sign_in/reset_password_invalid.html", status=404)
    form = NewPasswordForm(request.POST or None, user=user)
    if form.is_valid():
        user.set_password(form.cleaned_data["password"])
        user.save(update_fields=["password"])
        revocation.end_all(user)
        return _sign_in_and_redirect(request, user, "library")
    return render(request, "accounts/sign_in/reset_password.html", {"form": form})


@transaction.atomic
def _accept_invitation(open_invitations, invitation, form):
    # Locked and checked again: the form may be sent twice at the same moment, and one
    # invitation makes one user.
    locked = open_invitations.select_for_update(of=("self",))
    invitation = get_object_or_404(locked, pk=invitation.pk)
    invitation.accepted_by = form.create(invitation.role)
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["accepted_by", "used_at"])
    for welcome in settings.INVITATION_ACCEPTED_HOOKS:
        import_string(welcome)(invitation)
    return invitation.accepted_by


def _authenticate(request, data):
    """Return the user, or None if the e-mail address or the password is wrong."""
    with throttling.count_attempt(request, data["email"]) as give_attempt_back:
        user = authenticate(request, username=data["email"], password=data["password"])
        if user:
            give_attempt_back()
        return user


def _render_throttled(request, form, limit):
    if limit.should_alert:
        alerts.report_password_guessing.enqueue(form.cleaned_data["email"])
    form.add_error(None, limit.message)
    context = {"form": form, "next": _get_next_url(request)}
    page = render(request, "accounts/sign_in/sign_in.html", context, status=429)
    page["Retry-After"] = str(limit.seconds)
    return page


def _sign_in_and_redirect(request, user, to):
    login(request, user, "django.contrib.auth.backends.ModelBackend")
    store.record_sign_in(request)
    response = HttpResponseRedirect(resolve_url(to))
    throttling.remember_browser(request, response, user)
    return response


def _get_next_url(request):
    return redirects.get_next_url(request, "library")


def _get_user_by_uid(uid):
    try:
        return get_user_model().objects.active().get(pk=urlsafe_base64_decode(uid).decode())
    except (User.DoesNotExist, ValidationError, ValueError):
        return None
