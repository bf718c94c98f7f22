"""Form fields that several forms share."""

from django import forms
from django.utils.html import format_html
from django.utils.text import normalize_newlines
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from albums.models import Section

MAX_TITLE_LENGTH = Section._meta.get_field("title").max_length


class DayInput(forms.DateInput):
    # Browsers send and expect ISO dates, whatever the language of the page.

    def __init__(self):
        super().__init__({"type": "date"}, format="%Y-%m-%d")


class PresetChoiceField(forms.ModelChoiceField):
    """A choice of presets, with the sections or the description below each name."""

    widget = forms.RadioSelect

    def label_from_instance(self, preset):
        details = " · ".join(preset.sections) or preset.description
        return format_html(
            '<span>{}<br><span class="quiet small">{}</span></span>', preset, details
        )


class UploadersField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, person):
        if person.is_active:
            return str(person)
        return _("%s (can't sign in)") % person


class TitleLinesField(forms.CharField):
    """A title on each line. Empty lines and duplicates are left out."""

    widget = forms.Textarea
    default_error_messages = {
        "too_long": gettext_lazy("A title can have up to %d characters."),
        "too_many": gettext_lazy("You can add up to %d sections."),
    }

    def __init__(self, max_titles, **options):
        super().__init__(**options)
        self.max_titles = max_titles

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial, data):
        return True

    def clean(self, value):
        lines = normalize_newlines(super().clean(value)).split("\n")
        titles = list(dict.fromkeys(title for line in lines if (title := line.strip())))
        if len(titles) > self.max_titles:
            raise forms.ValidationError(self.error_messages["too_many"] % self.max_titles)
        if any(len(title) > MAX_TITLE_LENGTH for title in titles):
            raise forms.ValidationError(self.error_messages["too_long"] % MAX_TITLE_LENGTH)
        return titles
