"""The sections of an album themselves: made, named, ordered, taken away."""

from django import forms
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from albums import order_keys
from albums.actions.execution import lock_albums
from albums.actions.verbs import section_assignment
from albums.models import Section

IN_GRID = Q(placements__trashed_at=None, placements__aside=False)


class NewSectionForm(forms.Form):
    """A title is all it needs."""

    title = forms.CharField(label=_("New section"), max_length=section_assignment.MAX_TITLE_LENGTH)

    def __init__(self, *args, album, **kwargs):
        super().__init__(*args, **kwargs)
        self.album = album

    def save(self):
        with lock_albums(self.album.pk):
            return section_assignment.get_or_create_section(self.album, self.cleaned_data["title"])


def list_with_counts(album):
    return album.sections.annotate(pictures=Count("placements", filter=IN_GRID)).in_order()


def rename(section, title):
    """Whether it is called that now; two of one name nobody could tell apart."""
    title = title.strip()[: section_assignment.MAX_TITLE_LENGTH]
    with lock_albums(section.album_id):
        others = Section.objects.filter(album=section.album_id).exclude(pk=section.pk)
        if not title or others.filter(title=title).exists():
            return False
        Section.objects.filter(pk=section.pk).update(title=title)
    return True


def move(album, section, by):
    """One up or one down; all of them are few, so all are written anew."""
    with lock_albums(album.pk):
        line = list(album.sections.in_order())
        at = line.index(section)
        line.insert(max(0, at + by), line.pop(at))
        for one, key in zip(line, order_keys.spread(len(line)), strict=True):
            one.order_key = key
        Section.objects.bulk_update(line, ["order_key"])
