import zoneinfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.studio.logo import MAX_LOGO_BYTES, InvalidLogo, prepare_logo
from accounts.studio.models import Studio

REGIONS_WITH_CITIES = (
    "Africa",
    "America",
    "Antarctica",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
)


def list_time_zones():
    """Return choices of UTC and the time zones named after a city."""
    names = sorted(zoneinfo.available_timezones())
    cities = [
        name for name in names if name.split("/")[0] in (*REGIONS_WITH_CITIES, "Indian", "Pacific")
    ]
    return [(name, name.replace("_", " ")) for name in ["UTC", *cities]]


class StudioForm(forms.ModelForm):
    upload = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG or WebP, ideally with a transparent background."),
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/webp"}),
    )
    removes_logo = forms.BooleanField(label=_("Remove logo"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=list_time_zones)
    language = forms.ChoiceField(
        label=_("Language for clients"),
        required=False,
        choices=[("", _("Automatic (browser language)")), *settings.LANGUAGES],
    )

    class Meta:
        model = Studio
        fields = (
            *("name", "contact", "accent", "time_zone", "language"),
            *("link_days", "may_download", "keeps_location"),
        )
        widgets = {"accent": forms.RadioSelect}
        help_texts = {
            "contact": _("Shown to clients so that they can reach you."),
            "link_days": _("In days, for new links. Leave empty for links that never expire."),
            "keeps_location": _("When off, the GPS location is removed from downloads."),
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        # The row may have no time zone: then the server's is in use, and shown as selected.
        self.initial["time_zone"] = self.instance.zone.key
        if not self.instance.logo_digest:
            del self.fields["removes_logo"]

    def clean_upload(self):
        file = self.cleaned_data["upload"]
        if not file:
            return None
        if file.size > MAX_LOGO_BYTES:
            raise forms.ValidationError(_("The file is larger than 4 MB. Choose a smaller one."))
        try:
            return prepare_logo(file)
        except InvalidLogo as error:
            raise forms.ValidationError(
                _("Couldn't read the file. Choose a PNG, JPEG or WebP image.")
            ) from error

    def save(self, commit=True):
        studio = super().save(commit=False)
        if self.cleaned_data.get("removes_logo"):
            studio.logo, studio.logo_digest = b"", ""
        if self.cleaned_data["upload"]:
            studio.logo, studio.logo_digest = self.cleaned_data["upload"]
        studio.save()
        return studio
