"""An album by its sections: how much lies in each, and the tiles that a page begins with."""

from itertools import groupby
from typing import NamedTuple

from django.db.models import Count, Q

from albums.grid import BLOCK, cursors, tiles
from albums.models import Section

FEW = 2  # what is shown larger
AT_ONCE = 8  # the first rows, which are seen before anything is scrolled


class Chapter(NamedTuple):
    """A section of a wall, or what lies in none; with its first tiles, where these are shown."""

    section: Section | None
    pictures: int
    tiles: list
    further: str  # the id of the tile that comes next
    earlier: str  # the id of the tile a block before

    @property
    def id(self):
        return self.section.pk.hex if self.section else ""

    @property
    def few(self):
        return "data-few" if 0 < self.pictures <= FEW else ""


def of(album, door, start=None):
    """All chapters in their order, with the tiles of a block: those from START, or the first."""
    sections = [None, *album.sections.in_order()]
    numbers = _numbers(album)
    whole, part, earlier = [], None, {}
    if start:
        here = _in(album, start.section_id)
        part = cursors.within(here, cursors.mark(start))
        earlier = {start.section_id: cursors.earlier(here, cursors.mark(start))}
    else:
        whole, part = _first(album, sections, numbers)
    shown = _shown(door, album, whole, part)
    return [_chapter(section, numbers, shown, earlier) for section in sections]


def _first(album, sections, numbers):
    """The sections that fit on the first page, and as much of the next one as does as well."""
    whole, left = [], BLOCK
    for pk in (section and section.pk for section in sections):
        if numbers.get(pk, 0) > left:
            return whole, _in(album, pk).order_by(*cursors.ORDER)
        whole.append(pk)
        left -= numbers.get(pk, 0)
    return whole, None


def _shown(door, album, whole, part):
    """The tiles by section; of one that goes on the id of the next tile is the last."""
    rows = []
    if whole:
        lying = album.placements.on_the_wall().led().filter(_any_of(whole))
        rows = tiles.rows(lying.order_by("section", *cursors.ORDER))
    if part is not None:
        rows += tiles.rows(part[: max(0, BLOCK - len(rows)) + 1])
    more = rows[BLOCK:]
    by_section = groupby(zip(rows, tiles.of(rows[:BLOCK], door, AT_ONCE), strict=False), _section)
    shown = {section: ([tile for _row, tile in pairs], "") for section, pairs in by_section}
    if more:
        section = more[0].section
        shown[section] = (shown.get(section, ([], ""))[0], more[0].pk.hex)
    return shown


def _chapter(section, numbers, shown, earlier):
    pk = section and section.pk
    return Chapter(section, numbers.get(pk, 0), *shown.get(pk, ([], "")), earlier.get(pk, ""))


def _numbers(album):
    lying = album.placements.on_the_wall().order_by()
    return dict(lying.values_list("section").annotate(number=Count("pk")))


def _in(album, section):
    return album.placements.on_the_wall().led().filter(section=section)


def _any_of(sections):
    chosen = Q(section__in=[pk for pk in sections if pk])
    return chosen | Q(section=None) if None in sections else chosen


def _section(pair):
    return pair[0].section
