"""The sections of an album themselves: made, named, ordered, taken away."""

from django import forms
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from albums import order_keys
from albums.actions.execution import alone_with
from albums.actions.verbs import section_assignment
from albums.models import Section

ON_THE_WALL = Q(placements__trashed_at=None, placements__aside=False)


class NewSection(forms.Form):
    """A title is all it needs."""

    title = forms.CharField(label=_("New section"), max_length=section_assignment.LONGEST)

    def __init__(self, *args, album, **kwargs):
        super().__init__(*args, **kwargs)
        self.album = album

    def save(self):
        with alone_with(self.album.pk):
            return section_assignment.made(self.album, self.cleaned_data["title"])


def of(album):
    return album.sections.annotate(pictures=Count("placements", filter=ON_THE_WALL)).in_order()


def rename(section, title):
    """Whether it is called that now; two of one name nobody could tell apart."""
    title = title.strip()[: section_assignment.LONGEST]
    with alone_with(section.album_id):
        others = Section.objects.filter(album=section.album_id).exclude(pk=section.pk)
        if not title or others.filter(title=title).exists():
            return False
        Section.objects.filter(pk=section.pk).update(title=title)
    return True


def step(album, section, by):
    """One up or one down; all of them are few, so all are written anew."""
    with alone_with(album.pk):
        line = list(album.sections.in_order())
        at = line.index(section)
        line.insert(max(0, at + by), line.pop(at))
        for one, key in zip(line, order_keys.spread(len(line)), strict=True):
            one.order_key = key
        Section.objects.bulk_update(line, ["order_key"])
