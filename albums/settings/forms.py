from copy import copy

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from albums import members, slugs
from albums.form_fields import DayInput, PresetChoiceField, UploadersField
from albums.models import Album, Preset
from albums.presets import content

SLUG_TAKEN = gettext_lazy("This address leads to another album, or once did. Choose another one.")
STATE_CHOICES = [
    (Album.State.DRAFT, gettext_lazy("Draft: only the studio sees it.")),
    (Album.State.PUBLISHED, gettext_lazy("Published: clients who have a link see it.")),
    (
        Album.State.ARCHIVED,
        gettext_lazy("Archived: clients see it no more, and nothing can be added."),
    ),
]


class NewAlbumForm(forms.ModelForm):
    """A title is enough; everything else has time."""

    preset = PresetChoiceField(
        queryset=Preset.objects.order_by("name"),
        label=gettext_lazy("Preset"),
        required=False,
        blank=True,
        empty_label=gettext_lazy("No preset"),
    )

    class Meta:
        model = Album
        fields = ("title", "happened_on")
        widgets = {"happened_on": DayInput()}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if not self.fields["preset"].queryset:
            del self.fields["preset"]

    @transaction.atomic
    def create_album(self, person):
        album = super().save(commit=False)
        album.created_by = person
        preset = self.cleaned_data.get("preset")
        if preset:
            album.order, album.description = preset.order, preset.description
        slugs.save_new(album)
        if preset:
            content.apply_preset(album, preset)
        return album


class AlbumSettingsForm(forms.ModelForm):
    """Everything that is settled about an album. The album itself is left as it is until saved."""

    uploaders = UploadersField(queryset=None, label=gettext_lazy("Uploaders"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), choices=STATE_CHOICES, widget=forms.RadioSelect
    )

    class Meta:
        model = Album
        fields = (
            *("title", "slug", "happened_on", "description", "state"),
            *("cover_x", "cover_y", "uploaders"),
        )
        widgets = {
            "happened_on": DayInput(),
            **dict.fromkeys(
                ("cover_x", "cover_y"), forms.NumberInput({"type": "range", "min": 0, "max": 100})
            ),
        }
        labels = {
            "cover_x": gettext_lazy("From left to right"),
            "cover_y": gettext_lazy("From top to bottom"),
        }
        help_texts = {
            "slug": gettext_lazy(
                "Letters from a to z, digits and hyphens. The old address goes on leading here."
            )
        }
        error_messages = {
            "slug": {"invalid": gettext_lazy("Use letters from a to z, digits and hyphens.")}
        }

    def __init__(self, *args, instance, cover=None, **options):
        super().__init__(*args, instance=copy(instance), **options)
        self.cover = cover
        offered = members.list_selectable(instance)
        self.fields["uploaders"].queryset = offered
        if not offered:
            del self.fields["uploaders"]
        if cover:
            self.initial.update(cover_x=cover.x, cover_y=cover.y)
        else:
            del self.fields["cover_x"], self.fields["cover_y"]

    def clean_slug(self):
        slug = self.cleaned_data["slug"].lower()
        if slug in slugs.RESERVED:
            raise forms.ValidationError(_("This word is an address of our own. Choose another."))
        if slugs.is_taken(slug, self.instance):
            raise forms.ValidationError(SLUG_TAKEN)
        return slug

    def kept(self):
        """Save it; where somebody else was faster with the address, say so."""
        rows = [*self._rows()]
        try:
            with transaction.atomic():
                slugs.save_at(self.instance, self.cleaned_data["slug"], fields=rows)
                self._save_m2m()
        except slugs.SlugTaken:
            self.add_error("slug", SLUG_TAKEN)
        return self.is_valid()

    def _rows(self):
        """A point that was set on a picture makes it the cover; unset it says nothing of it."""
        rows = {name for name in self.cleaned_data if name != "uploaders"}
        if self.cover and not self.cover.is_chosen:
            if {"cover_x", "cover_y"} & set(self.changed_data):
                self.instance.cover_id = self.cover.tile.picture
                return rows | {"cover"}
            return rows - {"cover_x", "cover_y"}
        return rows
