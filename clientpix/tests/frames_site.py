"""A small site without a database that serves the frames of pages to a browser."""

import threading
from contextlib import contextmanager
from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import title
from django.test import override_settings
from django.urls import path
from django.views.decorators.csrf import ensure_csrf_cookie

from clientpix.testing.repository import ROOT

LONG_TITLE = ("Donaudampfschifffahrtsgesellschaftskapitänswitwe mit Hochzeitsgesellschaft " * 3)[
    :180
]
ERRORS = ["400", "403", "403_csrf", "404", "410", "413", "429", "500", "503", "507"]
PLAIN = """{% extends "studio.html" %}{% block title %}{{ heading }}{% endblock %}
{% block heading %}{{ heading }}{% endblock %}{% block content %}{{ form }}
<style nonce="{{ csp_nonce }}">#tall { height: 3000px }</style><div id="tall"></div>
<open-dialog><a id="ask" href="{% url 'confirm' %}">Delete</a></open-dialog>
<a id="on" href="{% url 'account' %}">On</a>{% endblock %}"""
CONFIRM = """{% extends "studio.html" %}{% block heading %}Delete it?{% endblock %}
{% block content %}<form method="post" action="{% url 'team' %}" data-dialog>{% csrf_token %}
<button class="button button--primary button--danger">Delete</button>
<a class="button" data-close href="{% url 'team' %}">Keep it</a></form>{% endblock %}"""
GALLERY = """{% extends "gallery.html" %}{% block heading %}{{ heading }}{% endblock %}
{% block lead %}<p class="lead">412 photos, 3 videos</p>{% endblock %}
{% block content %}{% include "style/grid.html" %}{% endblock %}"""


class Person(SimpleNamespace):
    def __str__(self):
        return self.name


class SampleForm(forms.Form):
    title = forms.CharField(help_text="As the client reads it on the cover.")
    email = forms.EmailField(label="Email", required=False)
    password = forms.CharField(widget=forms.PasswordInput)
    size = forms.ChoiceField(choices=[("web", "For the web"), ("original", "Original")])
    state = forms.ChoiceField(
        choices=[("draft", "Draft"), ("sent", "Sent")], widget=forms.RadioSelect, initial="draft"
    )
    note = forms.CharField(widget=forms.Textarea, required=False)
    logo = forms.FileField(required=False)
    may_download = forms.BooleanField(
        label="Allow downloads", required=False, help_text="Originals and web size."
    )


def add_context(request):
    return {
        "user": Person(name="Anna Novak", email="anna@example.org", is_owner=True),
        "studio": {"name": "Atelier Novak", "accent": request.GET.get("accent", "")},
        "theme": request.COOKIES.get("theme", ""),
        "unread_notices": 3,
    }


def page(template, status=200, **context):
    return ensure_csrf_cookie(lambda request: render(request, template, context, status=status))


def form_page(template, heading):
    def view(request):
        if level := request.POST.get("toast"):
            getattr(messages, level)(request, f"{title(level)} message.")
            return redirect(request.path)
        form = SampleForm(request.POST or None)
        if form.is_bound:
            form.add_error(None, "Something is missing.")
        context = {"form": form, "heading": heading}
        return render(request, template, context, status=422 if form.is_bound else 200)

    return view


def set_theme(request):
    response = redirect(request.POST["next"])
    theme = request.POST.get("theme", "auto")
    response.set_cookie("theme", "" if theme == "auto" else theme)
    return response


def return_status(request, status):
    return HttpResponse("refused", status=status)


urlpatterns = [
    path("", page("accounts/studio/front.html"), name="front"),
    path("studio/", form_page("style.html", "Studio"), name="library"),
    path("pictures/", page("plain.html", heading="Photos"), name="pictures"),
    path("team/", form_page("plain.html", "Team"), name="team"),
    path("settings/", page("plain.html", heading=LONG_TITLE), name="studio-settings"),
    path("health/", page("503.html", status=503), name="studio-health"),
    path("notices/", page("404.html"), name="notices"),
    path("account/", page("plain.html", heading="Your account"), name="account"),
    path("confirm/", page("confirm.html"), name="confirm"),
    path("gallery/", page("gallery_page.html", heading=LONG_TITLE), name="gallery"),
    path("sign-out/", page("accounts/studio/front.html"), name="sign-out"),
    path("look/", set_theme, name="set-theme"),
    path("language/", set_theme, name="set_language"),
    path("refuse/<int:status>/", return_status, name="refuse"),
    *(path(f"errors/{name}/", page(f"{name}.html")) for name in ERRORS),
]

PAGES = {"plain.html": PLAIN, "confirm.html": CONFIRM, "gallery_page.html": GALLERY}
PROCESSORS = [f"django.template.context_processors.{name}" for name in ("request", "csp")]
SETTINGS = {
    "ROOT_URLCONF": __name__,
    "LANGUAGES": [("en", "English"), ("de", "Deutsch")],
    "MIDDLEWARE": [
        "django.middleware.csp.ContentSecurityPolicyMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django_htmx.middleware.HtmxMiddleware",
    ],
    "MESSAGE_STORAGE": "django.contrib.messages.storage.cookie.CookieStorage",
    "FORM_RENDERER": "django.forms.renderers.TemplatesSetting",
    "STORAGES": {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    },
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [ROOT / "templates"],
            "OPTIONS": {
                "libraries": settings.TEMPLATES[0]["OPTIONS"]["libraries"],
                "context_processors": [
                    *PROCESSORS,
                    "django.contrib.messages.context_processors.messages",
                    f"{__name__}.add_context",
                ],
                "loaders": [
                    ("django.template.loaders.locmem.Loader", PAGES),
                    "django.template.loaders.filesystem.Loader",
                    "django.template.loaders.app_directories.Loader",
                ],
            },
        }
    ],
}


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *words):
        pass


@contextmanager
def serve_frames():
    """Serve the site and yield its URL."""
    with override_settings(**SETTINGS):
        server = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler)
        server.set_app(StaticFilesHandler(WSGIHandler()))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://localhost:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
