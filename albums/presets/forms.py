from django import forms
from django.utils.translation import gettext_lazy as _

from albums import members
from albums.form_fields import TitleLinesField, UploadersField
from albums.models import Preset

MAX_SECTIONS = 100


class PresetForm(forms.ModelForm):
    sections = TitleLinesField(
        MAX_SECTIONS,
        label=_("Sections"),
        required=False,
        help_text=_("One section per line, in order."),
    )
    uploaders = UploadersField(queryset=None, label=_("Uploaders"), required=False)

    class Meta:
        model = Preset
        fields = ("name", "sections", "order", "description", "uploaders")
        widgets = {"order": forms.RadioSelect}
        help_texts = {
            "name": _("The kind of album it's for, such as Wedding."),
            "description": _("Added to every album created from this preset."),
        }
        error_messages = {"name": {"unique": _("A preset with this name already exists.")}}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        selectable = members.list_selectable(
            None if self.instance._state.adding else self.instance
        )
        self.fields["uploaders"].queryset = selectable
        if not selectable:
            del self.fields["uploaders"]
