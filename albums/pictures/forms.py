"""What is looked for among all pictures: words, and what cameras wrote down."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from albums.search import terms
from assets.intake.kinds import Kind

SEARCH_FIELDS = ("name", "picture__caption", "asset__camera", "asset__lens")
KIND_LABELS = {Kind.PHOTO: _("Photos"), Kind.RAW: _("RAW files"), Kind.FILM: _("Films")}
MAX_ISO = 2**31 - 1


class PictureFilterForm(forms.Form):
    """What an address asks for; what cannot be meant is said, and shows nothing else."""

    q = forms.CharField(required=False, strip=True)
    camera = forms.CharField(required=False)
    lens = forms.CharField(required=False)
    kind = forms.ChoiceField(required=False, choices=[("", ""), *KIND_LABELS.items()])
    year = forms.IntegerField(required=False, min_value=1, max_value=9998)
    iso_from = forms.IntegerField(
        label=_("ISO from"), required=False, min_value=0, max_value=MAX_ISO
    )
    iso_to = forms.IntegerField(label=_("to"), required=False, min_value=0, max_value=MAX_ISO)

    def __init__(self, data):
        super().__init__({name: value.replace("\0", "") for name, value in data.items()})

    @property
    def kind_label(self):
        return KIND_LABELS.get(self.data["kind"], self.data["kind"])

    @property
    def is_anything(self):
        return any(self.data.get(name) for name in self.fields)

    def filter_versions(self, versions):
        said = self.cleaned_data
        exact = {f"asset__{name}": said[name] for name in ("camera", "lens", "kind") if said[name]}
        limits = {"asset__iso__gte": said["iso_from"], "asset__iso__lte": said["iso_to"]}
        exact |= {name: value for name, value in limits.items() if value is not None}
        words = terms.match_all_words(terms.split_words(said["q"]), *SEARCH_FIELDS)
        return versions.filter(words, _filter_year(said["year"]), **exact)


def _filter_year(year):
    if not year:
        return Q()
    begin, end = f"{year:04}-01-01", f"{year + 1:04}-01-01"
    corrected = Q(picture__taken_override__gte=begin, picture__taken_override__lt=end)
    plain = Q(asset__taken_local__gte=begin, asset__taken_local__lt=end)
    return corrected | plain & Q(picture__taken_override=None)
