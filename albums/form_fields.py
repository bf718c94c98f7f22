"""Fields that several forms have."""

from django import forms
from django.utils.html import format_html
from django.utils.text import normalize_newlines
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from albums.models import Section

MAX_TITLE_LENGTH = Section._meta.get_field("title").max_length


class DayInput(forms.DateInput):
    """The one way in which browsers say a date, whatever the page speaks."""

    def __init__(self):
        super().__init__({"type": "date"}, format="%Y-%m-%d")


class PresetChoiceField(forms.ModelChoiceField):
    """Each with what is in it: nobody remembers that by a name."""

    widget = forms.RadioSelect

    def label_from_instance(self, preset):
        inside = " · ".join(preset.sections) or preset.description
        return format_html(
            '<span>{}<br><span class="quiet small">{}</span></span>', preset, inside
        )


class UploadersField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, person):
        if person.is_active:
            return str(person)
        return _("%s (cannot sign in)") % person


class TitleLinesField(forms.CharField):
    """A title on each line; what is empty or there twice is left out."""

    widget = forms.Textarea
    default_error_messages = {
        "too_long": gettext_lazy("A title has at most %d characters."),
        "too_many": gettext_lazy("At most %d sections."),
    }

    def __init__(self, most, **options):
        super().__init__(**options)
        self.most = most

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial, data):
        return True

    def clean(self, value):
        lines = normalize_newlines(super().clean(value)).split("\n")
        titles = list(dict.fromkeys(title for line in lines if (title := line.strip())))
        if len(titles) > self.most:
            raise forms.ValidationError(self.error_messages["too_many"] % self.most)
        if any(len(title) > MAX_TITLE_LENGTH for title in titles):
            raise forms.ValidationError(self.error_messages["too_long"] % MAX_TITLE_LENGTH)
        return titles
