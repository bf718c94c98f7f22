from copy import copy

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from albums import members, slugs
from albums.form_fields import DayInput, PresetChoiceField, UploadersField
from albums.models import Album, Preset
from albums.presets import content

SLUG_TAKEN = gettext_lazy("This address is or was used by another album. Choose a different one.")
STATE_CHOICES = [
    (Album.State.DRAFT, gettext_lazy("Draft: only your team can see it.")),
    (Album.State.PUBLISHED, gettext_lazy("Published: clients with a link can see it.")),
    (
        Album.State.ARCHIVED,
        gettext_lazy("Archived: clients can no longer see it, and nothing can be added."),
    ),
]


class NewAlbumForm(forms.ModelForm):
    """Create an album. Only the title is required."""

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
    """Change the settings of an album."""

    uploaders = UploadersField(queryset=None, label=gettext_lazy("Uploaders"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("Status"), choices=STATE_CHOICES, widget=forms.RadioSelect
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
            "cover_x": gettext_lazy("Horizontal position"),
            "cover_y": gettext_lazy("Vertical position"),
        }
        help_texts = {
            "slug": gettext_lazy(
                "Use the letters a–z, digits and hyphens. The old address keeps working."
            )
        }
        error_messages = {
            "slug": {"invalid": gettext_lazy("Use only the letters a–z, digits and hyphens.")}
        }

    def __init__(self, *args, instance, cover=None, **options):
        # A copy, because validation changes the instance, and the page shows the saved album.
        super().__init__(*args, instance=copy(instance), **options)
        self.cover = cover
        selectable = members.list_selectable(instance)
        self.fields["uploaders"].queryset = selectable
        if not selectable:
            del self.fields["uploaders"]
        if cover:
            self.initial.update(cover_x=cover.x, cover_y=cover.y)
        else:
            del self.fields["cover_x"], self.fields["cover_y"]

    def clean_slug(self):
        slug = self.cleaned_data["slug"].lower()
        if slug in slugs.RESERVED:
            raise forms.ValidationError(_("This address is reserved. Choose a different one."))
        if slugs.is_taken(slug, self.instance):
            raise forms.ValidationError(SLUG_TAKEN)
        return slug

    def save_if_free(self):
        """Save the album and return True, or add an error if its address was taken meanwhile."""
        fields = [*self._list_changed_fields()]
        try:
            with transaction.atomic():
                slugs.save_at(self.instance, self.cleaned_data["slug"], fields=fields)
                self._save_m2m()
        except slugs.SlugTaken:
            self.add_error("slug", SLUG_TAKEN)
        return self.is_valid()

    def _list_changed_fields(self):
        """Return the names of the model fields to save."""
        fields = {name for name in self.cleaned_data if name != "uploaders"}
        # The first photo is the cover until one is chosen. Setting its focal point chooses it.
        if self.cover and not self.cover.is_chosen:
            if {"cover_x", "cover_y"} & set(self.changed_data):
                self.instance.cover_id = self.cover.tile.picture
                return fields | {"cover"}
            return fields - {"cover_x", "cover_y"}
        return fields
