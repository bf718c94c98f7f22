"""An album by its sections: how much lies in each, and the tiles that a page begins with."""

from itertools import groupby
from typing import NamedTuple

from django.db.models import Count, Q

from albums.grid import BLOCK_SIZE, cursors, tiles
from albums.models import Section

FEW = 2  # what is shown larger
EAGER_TILES = 8  # the first rows, which are seen before anything is scrolled


class SectionGroup(NamedTuple):
    """A section of a wall, or what lies in none; with its first tiles, where these are shown."""

    section: Section | None
    pictures: int
    tiles: list
    further: str  # the id of the tile that comes next
    previous_id: str  # the id of the tile a block before

    @property
    def id(self):
        return self.section.pk.hex if self.section else ""

    @property
    def few_attribute(self):
        return "data-few" if 0 < self.pictures <= FEW else ""


def build_section_groups(album, door, start=None):
    """All chapters in their order, with the tiles of a block: those from START, or the first."""
    sections = [None, *album.sections.in_order()]
    numbers = _count_by_section(album)
    whole, part, earlier = [], None, {}
    if start:
        here = _placements_in(album, start.section_id)
        part = cursors.filter_range(here, cursors.make_cursor(start))
        earlier = {start.section_id: cursors.find_previous_block(here, cursors.make_cursor(start))}
    else:
        whole, part = _fit_on_first_page(album, sections, numbers)
    shown = _build_tiles_by_section(door, album, whole, part)
    return [_build_group(section, numbers, shown, earlier) for section in sections]


def _fit_on_first_page(album, sections, numbers):
    """The sections that fit on the first page, and as much of the next one as does as well."""
    whole, left = [], BLOCK_SIZE
    for pk in (section and section.pk for section in sections):
        if numbers.get(pk, 0) > left:
            return whole, _placements_in(album, pk).order_by(*cursors.ORDER)
        whole.append(pk)
        left -= numbers.get(pk, 0)
    return whole, None


def _build_tiles_by_section(door, album, whole, part):
    """The tiles by section; of one that goes on the id of the next tile is the last."""
    rows = []
    if whole:
        lying = album.placements.in_grid().with_leading_version().filter(_in_any_section(whole))
        rows = tiles.load_rows(lying.order_by("section", *cursors.ORDER))
    if part is not None:
        rows += tiles.load_rows(part[: max(0, BLOCK_SIZE - len(rows)) + 1])
    more = rows[BLOCK_SIZE:]
    by_section = groupby(
        zip(rows, tiles.build_tiles(rows[:BLOCK_SIZE], door, EAGER_TILES), strict=False),
        _get_section,
    )
    shown = {section: ([tile for _row, tile in pairs], "") for section, pairs in by_section}
    if more:
        section = more[0].section
        shown[section] = (shown.get(section, ([], ""))[0], more[0].pk.hex)
    return shown


def _build_group(section, numbers, shown, earlier):
    pk = section and section.pk
    return SectionGroup(section, numbers.get(pk, 0), *shown.get(pk, ([], "")), earlier.get(pk, ""))


def _count_by_section(album):
    lying = album.placements.in_grid().order_by()
    return dict(lying.values_list("section").annotate(number=Count("pk")))


def _placements_in(album, section):
    return album.placements.in_grid().with_leading_version().filter(section=section)


def _in_any_section(sections):
    chosen = Q(section__in=[pk for pk in sections if pk])
    return chosen | Q(section=None) if None in sections else chosen


def _get_section(pair):
    return pair[0].section
