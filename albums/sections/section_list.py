"""The sections of an album: list, add, rename and reorder them."""

from django import forms
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from albums import order_keys
from albums.actions.execution import lock_albums
from albums.actions.verbs import section_assignment
from albums.models import Section

IN_GRID = Q(placements__trashed_at=None, placements__is_orphan_sidecar=False)


class TitleRefused(Exception):
    """The section keeps its old title, for a reason that people can read."""


class NewSectionForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("New section"), max_length=section_assignment.MAX_TITLE_LENGTH
    )

    def __init__(self, *args, album, **kwargs):
        super().__init__(*args, **kwargs)
        self.album = album

    def save(self):
        with lock_albums(self.album.pk):
            return section_assignment.get_or_create_section(self.album, self.cleaned_data["title"])


def list_with_counts(album):
    return album.sections.annotate(pictures=Count("placements", filter=IN_GRID)).in_order()


def rename(section, title):
    """Save a new title, unless it is empty or another section of the album has it."""
    title = title.strip()[: section_assignment.MAX_TITLE_LENGTH]
    if title == section.title:
        return
    if not title:
        raise TitleRefused(_("Enter a section name."))
    with lock_albums(section.album_id):
        others = Section.objects.filter(album=section.album_id).exclude(pk=section.pk)
        if others.filter(title=title).exists():
            raise TitleRefused(
                _("There's already a section called “%s”. Choose another name.") % title
            )
        Section.objects.filter(pk=section.pk).update(title=title)


def move(album, section, offset):
    """Move a section up (-1) or down (1)."""
    with lock_albums(album.pk):
        sections = list(album.sections.in_order())
        position = sections.index(section)
        sections.insert(max(0, position + offset), sections.pop(position))
        # An album has few sections, so all of them get new keys.
        for row, key in zip(sections, order_keys.spread(len(sections)), strict=True):
            row.order_key = key
        Section.objects.bulk_update(sections, ["order_key"])
