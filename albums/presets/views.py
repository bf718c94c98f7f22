"""List, create, edit and delete presets."""

from copy import copy

from django.contrib import messages
from django.db.models.functions import Lower
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import owner_only
from albums.models import Album, Preset
from albums.presets import content
from albums.presets.forms import PresetForm


@owner_only
@require_safe
def list_presets(request):
    presets = Preset.objects.order_by(Lower("name")).prefetch_related("uploaders")
    return render(
        request, "albums/presets/presets.html", {"presets": presets, "section": "studio"}
    )


@owner_only
def new_preset(request):
    """Create a preset: empty, like an album, or with suggestions for a wedding."""
    return _handle_form(
        request, PresetForm(request.POST or None, initial=_initial_values(request.GET))
    )


@owner_only
def edit_preset(request, pk):
    preset = get_object_or_404(Preset, pk=pk)
    # A copy, because validation changes the instance, and the heading shows the saved name.
    form = PresetForm(request.POST or None, instance=copy(preset))
    return _handle_form(request, form, preset)


@owner_only
@require_POST
def delete_preset(request, pk):
    preset = get_object_or_404(Preset, pk=pk)
    preset.delete()
    messages.success(request, _("Preset %s deleted. Existing albums are unchanged.") % preset)
    return redirect("presets")


def _initial_values(query):
    if query.get("like") == "wedding":
        return content.suggest_wedding()
    album = Album.objects.alive().filter(slug=query.get("album", "")).first()
    return content.describe_album(album) if album else {}


def _handle_form(request, form, preset=None):
    if form.is_valid():
        form.save()
        messages.success(request, _("Preset saved."))
        return redirect("presets")
    heading = preset.name if preset else _("New preset")
    context = {"form": form, "heading": heading, "preset": preset, "section": "studio"}
    return render(request, "albums/presets/preset.html", context)
