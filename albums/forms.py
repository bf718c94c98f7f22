from django import forms

from albums import slugs
from albums.models import Album


class NewAlbumForm(forms.ModelForm):
    """A title is enough; everything else has time."""

    class Meta:
        model = Album
        fields = ("title", "happened_on")
        widgets = {"happened_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def save_for(self, person):
        album = super().save(commit=False)
        album.slug, album.created_by = slugs.free(album.title), person
        album.save()
        return album
