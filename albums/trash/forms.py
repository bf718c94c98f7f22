from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class ConfirmDeletionForm(forms.Form):
    """Ask for the title of the album, which nobody enters by accident."""

    title = forms.CharField(
        label=gettext_lazy("Album title"), widget=forms.TextInput({"autocomplete": "off"})
    )

    def __init__(self, *args, album, **options):
        super().__init__(*args, **options)
        self.album = album

    def clean_title(self):
        title = self.cleaned_data["title"]
        if title.split() != self.album.title.split():
            raise forms.ValidationError(_("This isn't the title of the album."))
        return title
