from django import forms

from assets.models import Picture

MAX_CAPTION_LENGTH = 4000


class CaptionForm(forms.ModelForm):
    caption = forms.CharField(required=False, max_length=MAX_CAPTION_LENGTH, widget=forms.Textarea)

    class Meta:
        model = Picture
        fields = ("caption",)
