from django import forms

from assets.models import Picture

LONGEST_CAPTION = 4000


class CaptionForm(forms.ModelForm):
    """Text of any kind, and only text."""

    caption = forms.CharField(required=False, max_length=LONGEST_CAPTION, widget=forms.Textarea)

    class Meta:
        model = Picture
        fields = ("caption",)
