"""The sections of an album for the grid page, with their counts and first tiles."""

from itertools import groupby
from typing import NamedTuple

from django.db.models import Count, Q

from albums.grid import BLOCK_SIZE, cursors, tiles
from albums.models import Section

FEW = 2  # so few photos are shown larger
EAGER_TILES = 8  # the first rows, visible without scrolling


class SectionGroup(NamedTuple):
    """The photos of a section, or of none, with the tiles that the page starts with."""

    section: Section | None
    picture_count: int
    tiles: list
    next_id: str  # the id of the first tile that is not on the page
    previous_id: str  # the id of the tile one block before the first on the page

    @property
    def id(self):
        return self.section.pk.hex if self.section else ""

    @property
    def few_attribute(self):
        return "data-few" if 0 < self.picture_count <= FEW else ""


def build_section_groups(album, door, start=None):
    """Return all section groups in order, with one block of tiles: from START, or the first."""
    sections = [None, *album.sections.in_order()]
    counts = _count_by_section(album)
    whole_sections, next_placements, previous_ids = [], None, {}
    if start:
        placements, cursor = _placements_in(album, start.section_id), cursors.make_cursor(start)
        next_placements = cursors.filter_range(placements, cursor)
        previous_ids = {start.section_id: cursors.find_previous_block(placements, cursor)}
    else:
        whole_sections, next_placements = _fit_on_first_page(album, sections, counts)
    tiles_by_section = _build_tiles_by_section(door, album, whole_sections, next_placements)
    return [_build_group(section, counts, tiles_by_section, previous_ids) for section in sections]


def _fit_on_first_page(album, sections, counts):
    """Return the sections that fit into a block, and the placements of the next one."""
    whole_sections, free = [], BLOCK_SIZE
    for pk in (section and section.pk for section in sections):
        if counts.get(pk, 0) > free:
            return whole_sections, _placements_in(album, pk).order_by(*cursors.ORDER)
        whole_sections.append(pk)
        free -= counts.get(pk, 0)
    return whole_sections, None


def _build_tiles_by_section(door, album, whole_sections, next_placements):
    """Return a list of tiles by section, and the id of the next tile if the section goes on."""
    rows = []
    if whole_sections:
        placements = album.placements.in_grid().with_leading_version()
        placements = placements.filter(_in_any_section(whole_sections))
        rows = tiles.load_rows(placements.order_by("section", *cursors.ORDER))
    if next_placements is not None:
        # One more than fits, to know where the next page starts.
        rows += tiles.load_rows(next_placements[: max(0, BLOCK_SIZE - len(rows)) + 1])
    built = tiles.build_tiles(rows[:BLOCK_SIZE], door, EAGER_TILES)
    by_section = groupby(zip(rows, built, strict=False), _get_section)
    shown = {section: ([tile for _row, tile in pairs], "") for section, pairs in by_section}
    for row in rows[BLOCK_SIZE : BLOCK_SIZE + 1]:
        shown[row.section] = (shown.get(row.section, ([], ""))[0], row.pk.hex)
    return shown


def _build_group(section, counts, tiles_by_section, previous_ids):
    pk = section and section.pk
    shown = tiles_by_section.get(pk, ([], ""))
    return SectionGroup(section, counts.get(pk, 0), *shown, previous_ids.get(pk, ""))


def _count_by_section(album):
    placements = album.placements.in_grid().order_by()
    return dict(placements.values_list("section").annotate(number=Count("pk")))


def _placements_in(album, section):
    return album.placements.in_grid().with_leading_version().filter(section=section)


def _in_any_section(sections):
    condition = Q(section__in=[pk for pk in sections if pk])
    return condition | Q(section=None) if None in sections else condition


def _get_section(pair):
    return pair[0].section
