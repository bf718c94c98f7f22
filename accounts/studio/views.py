from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import redirects
from accounts.permissions import owner_only
from accounts.sign_in import first_run
from accounts.studio.forms import StudioForm
from accounts.studio.models import Studio, the_studio
from accounts.studio.themes import THEMES

THEME_COOKIE_AGE = 365 * 24 * 3600


@require_safe
def front(request):
    """The way on: into the studio, to the sign-in, or to the first minute of all."""
    if request.user.is_authenticated:
        return redirect("studio")
    if not first_run.is_complete():
        return redirect("set-up")
    return render(request, "accounts/studio/front.html")


@owner_only
def studio_settings(request):
    form = StudioForm(request.POST or None, request.FILES or None, instance=the_studio())
    if form.is_valid():
        form.save()
        messages.success(request, _("The studio is saved."))
        return redirect("studio-settings")
    return render(request, "accounts/studio/settings.html", {"form": form})


@owner_only
def style_guide(request):
    """Everything that pages are made of, on one page."""
    if said := request.POST.get("toast"):
        say = messages.error if said == "error" else messages.info
        say(request, "That was said.")
        return redirect("style")
    return render(request, "style.html", {"form": StudioForm(instance=the_studio())})


@require_safe
def logo(request, digest):
    """The name is the digest of the bytes, so they may be kept for ever."""
    found = Studio.objects.filter(logo_digest=digest).values_list("logo", flat=True).first()
    if not found:
        raise Http404
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(bytes(found), content_type="image/webp", headers=headers)


@require_POST
def set_theme(request):
    """Light, dark, or as the system has it; remembered in this browser."""
    reply = HttpResponseRedirect(redirects.get_next_url(request, "front"))
    theme = THEMES.get(request.POST.get("theme"), "")
    secure = settings.SESSION_COOKIE_SECURE
    reply.set_cookie("theme", theme, max_age=THEME_COOKIE_AGE, samesite="Lax", secure=secure)
    return reply
