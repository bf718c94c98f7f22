"""The filter of the page of all photos: search words and metadata of cameras."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from albums.search import terms
from assets.intake.kinds import Kind

SEARCH_FIELDS = ("name", "picture__caption", "asset__camera", "asset__lens")
KIND_LABELS = {Kind.PHOTO: _("Photos"), Kind.RAW: _("RAW files"), Kind.FILM: _("Videos")}
MAX_ISO = 2**31 - 1


class PictureFilterForm(forms.Form):
    """The filter in the query string. Invalid values are shown as errors, without results."""

    q = forms.CharField(required=False, strip=True)
    camera = forms.CharField(required=False)
    lens = forms.CharField(required=False)
    kind = forms.ChoiceField(required=False, choices=[("", ""), *KIND_LABELS.items()])
    year = forms.IntegerField(required=False, min_value=1, max_value=9998)
    iso_from = forms.IntegerField(
        label=_("ISO from"), required=False, min_value=0, max_value=MAX_ISO
    )
    iso_to = forms.IntegerField(label=_("ISO to"), required=False, min_value=0, max_value=MAX_ISO)

    def __init__(self, data):
        # PostgreSQL refuses NUL characters in text.
        super().__init__({name: value.replace("\0", "") for name, value in data.items()})

    @property
    def kind_label(self):
        return KIND_LABELS.get(self.data["kind"], self.data["kind"])

    @property
    def is_anything(self):
        return any(self.data.get(name) for name in self.fields)

    def filter_versions(self, versions):
        data = self.cleaned_data
        exact = {f"asset__{name}": data[name] for name in ("camera", "lens", "kind") if data[name]}
        limits = {"asset__iso__gte": data["iso_from"], "asset__iso__lte": data["iso_to"]}
        exact |= {name: value for name, value in limits.items() if value is not None}
        words = terms.match_all_words(terms.split_words(data["q"]), *SEARCH_FIELDS)
        return versions.filter(words, _filter_year(data["year"]), **exact)


def _filter_year(year):
    if not year:
        return Q()
    begin, end = f"{year:04}-01-01", f"{year + 1:04}-01-01"
    # Ranges instead of __year, so that both columns can use their indexes.
    corrected = Q(picture__taken_override__gte=begin, picture__taken_override__lt=end)
    original = Q(asset__taken_local__gte=begin, asset__taken_local__lt=end)
    return corrected | original & Q(picture__taken_override=None)
