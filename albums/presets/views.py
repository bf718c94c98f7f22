"""Presets: what the tenth wedding need not be told again."""

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
    kept = Preset.objects.order_by(Lower("name")).prefetch_related("uploaders")
    return render(request, "albums/presets/presets.html", {"presets": kept, "section": "studio"})


@owner_only
def new_preset(request):
    """Empty, as an album has it, or as a wedding might be."""
    return _handle_form(
        request, PresetForm(request.POST or None, initial=_initial_values(request.GET))
    )


@owner_only
def edit_preset(request, pk):
    kept = get_object_or_404(Preset, pk=pk)
    return _handle_form(request, PresetForm(request.POST or None, instance=copy(kept)), kept)


@owner_only
@require_POST
def delete_preset(request, pk):
    """Nothing of the albums that were made by it changes."""
    kept = get_object_or_404(Preset, pk=pk)
    kept.delete()
    messages.success(request, _("The preset %s is removed. Albums stay as they are.") % kept)
    return redirect("presets")


def _initial_values(said):
    if said.get("like") == "wedding":
        return content.suggest_wedding()
    album = Album.objects.alive().filter(slug=said.get("album", "")).first()
    return content.describe_album(album) if album else {}


def _handle_form(request, form, kept=None):
    if form.is_valid():
        form.save()
        messages.success(request, _("The preset is saved."))
        return redirect("presets")
    heading = kept.name if kept else _("New preset")
    context = {"form": form, "heading": heading, "preset": kept, "section": "studio"}
    return render(request, "albums/presets/preset.html", context)
