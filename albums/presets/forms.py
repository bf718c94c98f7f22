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
        help_text=_("One title on each line, in their order."),
    )
    uploaders = UploadersField(queryset=None, label=_("Uploaders"), required=False)

    class Meta:
        model = Preset
        fields = ("name", "sections", "order", "description", "uploaders")
        widgets = {"order": forms.RadioSelect}
        help_texts = {
            "name": _("What sort of albums it is for, such as a wedding."),
            "description": _("What every such album says about itself."),
        }
        error_messages = {"name": {"unique": _("There is a preset of this name already.")}}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        offered = members.list_selectable(None if self.instance._state.adding else self.instance)
        self.fields["uploaders"].queryset = offered
        if not offered:
            del self.fields["uploaders"]
