"""Find the previous and the next photo, in the order of the album page."""

from typing import NamedTuple

from django.db.models import F
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from albums.grid import tiles
from albums.grid.tiles import Tile

POSITION = Tuple(F("order_key"), F("id"))
FORWARDS = ("order_key", "id")
BACKWARDS = ("-order_key", "-id")


class Neighbours(NamedTuple):
    """The tiles of the neighbours, or None at the ends of the album."""

    before: Tile | None
    after: Tile | None


def find_neighbours(album, placement, door):
    placements = [_find_previous(album, placement), _find_next(album, placement)]
    pks = [neighbour.pk for neighbour in placements if neighbour]
    rows = {
        row.pk: row
        for row in tiles.load_rows(album.placements.filter(pk__in=pks).with_leading_version())
    }
    tiles_by_pk = dict(zip(rows, tiles.build_tiles([*rows.values()], door), strict=True))
    return Neighbours(*(neighbour and tiles_by_pk.get(neighbour.pk) for neighbour in placements))


def _find_previous(album, placement):
    same_section = _visible_placements(album).filter(section=placement.section_id)
    earlier = same_section.filter(TupleLessThan(POSITION, (placement.order_key, placement.pk)))
    return earlier.order_by(*BACKWARDS).first() or _find_last_in_previous_sections(
        album, placement
    )


def _find_next(album, placement):
    same_section = _visible_placements(album).filter(section=placement.section_id)
    later = same_section.filter(TupleGreaterThan(POSITION, (placement.order_key, placement.pk)))
    return later.order_by(*FORWARDS).first() or _find_first_in_next_sections(album, placement)


def _find_last_in_previous_sections(album, placement):
    # Photos without a section come before all sections.
    if placement.section is None:
        return None
    position = placement.section.order_key, placement.section.pk
    sections = album.sections.filter(TupleLessThan(POSITION, position))
    candidates = _visible_placements(album).filter(section__in=sections)
    nearest = candidates.order_by("-section__order_key", "-section__id", *BACKWARDS).first()
    return nearest or _visible_placements(album).filter(section=None).order_by(*BACKWARDS).first()


def _find_first_in_next_sections(album, placement):
    sections = album.sections.all()
    if placement.section:
        position = placement.section.order_key, placement.section.pk
        sections = sections.filter(TupleGreaterThan(POSITION, position))
    candidates = _visible_placements(album).filter(section__in=sections)
    return candidates.order_by("section__order_key", "section__id", *FORWARDS).first()


def _visible_placements(album):
    return album.placements.in_grid().with_leading_version()
