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
    if request.user.is_authenticated:
        return redirect("library")
    if not first_run.is_complete():
        return redirect("set-up")
    return render(request, "accounts/studio/front.html")


@owner_only
def studio_settings(request):
    form = StudioForm(request.POST or None, request.FILES or None, instance=the_studio())
    if form.is_valid():
        form.save()
        messages.success(request, _("Settings saved."))
        return redirect("studio-settings")
    return render(request, "accounts/studio/settings.html", {"form": form})


@owner_only
def style_guide(request):
    """Show every component on one page, for designers and developers."""
    if level := request.POST.get("toast"):
        add_message = messages.error if level == "error" else messages.info
        add_message(request, "This is a message.")
        return redirect("style-guide")
    return render(request, "style.html", {"form": StudioForm(instance=the_studio())})


@require_safe
def logo(request, digest):
    image = Studio.objects.filter(logo_digest=digest).values_list("logo", flat=True).first()
    if not image:
        raise Http404
    # The URL contains the digest, so its content never changes.
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(bytes(image), content_type="image/webp", headers=headers)


@require_POST
def set_theme(request):
    """Save the theme in a cookie of this browser."""
    response = HttpResponseRedirect(redirects.get_next_url(request, "front"))
    theme = THEMES.get(request.POST.get("theme"), "")
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie("theme", theme, max_age=THEME_COOKIE_AGE, samesite="Lax", secure=secure)
    return response
