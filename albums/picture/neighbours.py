"""What lies before a picture and after it, as the wall shows them: one section after the other."""

from typing import NamedTuple

from django.db.models import F
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from albums.grid import tiles
from albums.grid.tiles import Tile

POSITION = Tuple(F("order_key"), F("id"))
FORWARDS = ("order_key", "id")
BACKWARDS = ("-order_key", "-id")


class Neighbours(NamedTuple):
    """At either end of the wall there is nothing."""

    before: Tile | None
    after: Tile | None


def find_neighbours(album, placement, door):
    beside = [_find_previous(album, placement), _find_next(album, placement)]
    found = [one.pk for one in beside if one]
    rows = {
        row.pk: row
        for row in tiles.load_rows(album.placements.filter(pk__in=found).with_leading_version())
    }
    shown = dict(zip(rows, tiles.build_tiles([*rows.values()], door), strict=True))
    return Neighbours(*(one and shown.get(one.pk) for one in beside))


def _find_previous(album, placement):
    mine = _visible_placements(album).filter(section=placement.section_id)
    here = mine.filter(TupleLessThan(POSITION, (placement.order_key, placement.pk)))
    return here.order_by(*BACKWARDS).first() or _find_last_in_previous_sections(album, placement)


def _find_next(album, placement):
    mine = _visible_placements(album).filter(section=placement.section_id)
    here = mine.filter(TupleGreaterThan(POSITION, (placement.order_key, placement.pk)))
    return here.order_by(*FORWARDS).first() or _find_first_in_next_sections(album, placement)


def _find_last_in_previous_sections(album, placement):
    """Before all sections lies what is in none."""
    if placement.section is None:
        return None
    place = placement.section.order_key, placement.section.pk
    sections = album.sections.filter(TupleLessThan(POSITION, place))
    within = _visible_placements(album).filter(section__in=sections)
    nearest = within.order_by("-section__order_key", "-section__id", *BACKWARDS).first()
    return nearest or _visible_placements(album).filter(section=None).order_by(*BACKWARDS).first()


def _find_first_in_next_sections(album, placement):
    sections = album.sections.all()
    if placement.section:
        place = placement.section.order_key, placement.section.pk
        sections = sections.filter(TupleGreaterThan(POSITION, place))
    within = _visible_placements(album).filter(section__in=sections)
    return within.order_by("section__order_key", "section__id", *FORWARDS).first()


def _visible_placements(album):
    return album.placements.in_grid().with_leading_version()
