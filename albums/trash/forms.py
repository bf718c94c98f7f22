from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class ConfirmDeletionForm(forms.Form):
    """Nobody writes out the title of an album by accident."""

    title = forms.CharField(
        label=gettext_lazy("Title of the album"), widget=forms.TextInput({"autocomplete": "off"})
    )

    def __init__(self, *args, album, **options):
        super().__init__(*args, **options)
        self.album = album

    def clean_title(self):
        said = self.cleaned_data["title"]
        if said.split() != self.album.title.split():
            raise forms.ValidationError(_("That is not the title of this album."))
        return said
