"""The ways in and out: sign-in, sign-out, the first owner, an invitation, a lost password."""

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
            form.add_error(None, _("That e-mail and password do not go together."))
        except throttling.TooManyAttempts as limit:
            return _render_throttled(request, form, limit)
    return render(
        request, "accounts/sign_in/sign_in.html", {"form": form, "next": _get_next_url(request)}
    )


@require_POST
def sign_out(request):
    logout(request)
    messages.success(request, _("You are signed out."))
    return redirect("sign-in")


@never_cache
@sensitive_post_parameters("password")
@ratelimit(group="set-up", key="ip", rate="60/10m")
def set_up(request):
    """The page that makes the first owner; afterwards it is not there any more."""
    if first_run.is_complete():
        raise Http404
    code = request.POST.get("code") or request.GET.get("code", "")
    if not first_run.is_setup_code(code):
        context = {"is_wrong": bool(code)}
        return render(
            request, "accounts/sign_in/set_up_code.html", context, status=403 if code else 200
        )
    form = FirstOwnerForm(request.POST or None, initial={"code": code})
    if form.is_valid():
        owner = first_run.create_owner(form)
        return _sign_in_and_redirect(request, owner, "studio") if owner else redirect("sign-in")
    return render(request, "accounts/sign_in/set_up.html", {"form": form})


@never_cache
@sensitive_post_parameters("password")
@ratelimit(group="join", key="ip", rate="60/10m")
def join(request, token):
    """An invitation that is used, revoked, too old or invented looks like no page at all."""
    open_now = Invitation.objects.open(timezone.now())
    invitation = get_object_or_404(open_now.with_token(token))
    form = SignUpForm(request.POST or None)
    if form.is_valid():
        try:
            return _sign_in_and_redirect(
                request, _accept_invitation(open_now, invitation, form), "studio"
            )
        except ValidationError:
            form.add_error("email", EMAIL_TAKEN)
    return render(request, "accounts/sign_in/join.html", {"form": form, "invitation": invitation})


@never_cache
@ratelimit(group="forgot", key="ip", rate="10/h", method="POST")
def forgot_password(request):
    """The answer is the same whether there is such a person or not; so is the work."""
    form = ForgotPasswordForm(request.POST or None)
    if settings.HAS_MAIL and form.is_valid():
        tasks.send_password_reset.enqueue(form.cleaned_data["email"], get_language())
        return render(request, "accounts/sign_in/forgot_password_sent.html", form.cleaned_data)
    return render(
        request,
        "accounts/sign_in/forgot_password.html",
        {"form": form, "has_mail": settings.HAS_MAIL},
    )


@never_cache
@sensitive_post_parameters("password")
@ratelimit(group="reset", key="ip", rate="60/10m")
def reset_password(request, uid, token):
    person = _get_user_by_uid(uid)
    if not default_token_generator.check_token(person, token):
        return render(request, "accounts/sign_in/reset_password_invalid.html", status=404)
    form = NewPasswordForm(request.POST or None, person=person)
    if form.is_valid():
        person.set_password(form.cleaned_data["password"])
        person.save(update_fields=["password"])
        revocation.end_all(person)
        return _sign_in_and_redirect(request, person, "studio")
    return render(request, "accounts/sign_in/reset_password.html", {"form": form})


@transaction.atomic
def _accept_invitation(open_now, invitation, form):
    """One person, however many forms were sent at once."""
    held = open_now.select_for_update(of=("self",))
    invitation = get_object_or_404(held, pk=invitation.pk)
    invitation.person = form.create(invitation.role)
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["person", "used_at"])
    for welcome in settings.WELCOMES:
        import_string(welcome)(invitation)
    return invitation.person


def _authenticate(request, data):
    """The person, or None; counted as a try unless it was right."""
    with throttling.count_attempt(request, data["email"]) as was_right:
        user = authenticate(request, username=data["email"], password=data["password"])
        if user:
            was_right()
        return user


def _render_throttled(request, form, limit):
    if limit.is_alarming:
        alerts.report_password_guessing.enqueue(form.cleaned_data["email"])
    form.add_error(None, _format_throttled(limit))
    context = {"form": form, "next": _get_next_url(request)}
    page = render(request, "accounts/sign_in/sign_in.html", context, status=429)
    page["Retry-After"] = str(limit.seconds)
    return page


def _sign_in_and_redirect(request, user, to):
    login(request, user, "django.contrib.auth.backends.ModelBackend")
    store.record_sign_in(request)
    reply = HttpResponseRedirect(resolve_url(to))
    throttling.remember_browser(request, reply, user)
    return reply


def _get_next_url(request):
    return redirects.get_next_url(request, "studio")


def _format_throttled(limit):
    return _("Too many tries. Nothing is locked: try again in %(minutes)d min.") % {
        "minutes": limit.minutes
    }


def _get_user_by_uid(uid):
    try:
        return get_user_model().objects.active().get(pk=urlsafe_base64_decode(uid).decode())
    except (User.DoesNotExist, ValidationError, ValueError):
        return None
