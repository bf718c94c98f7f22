"""What lies before a picture and after it, as the wall shows them: one section after the other."""

from typing import NamedTuple

from django.db.models import F
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from albums.grid import tiles
from albums.grid.tiles import Tile

MINE = Tuple(F("order_key"), F("id"))
ONWARDS = ("order_key", "id")
BACKWARDS = ("-order_key", "-id")


class Neighbours(NamedTuple):
    """At either end of the wall there is nothing."""

    before: Tile | None
    after: Tile | None


def of(album, placement, door):
    beside = [_before(album, placement), _after(album, placement)]
    found = [one.pk for one in beside if one]
    rows = {row.pk: row for row in tiles.rows(album.placements.filter(pk__in=found).led())}
    shown = dict(zip(rows, tiles.of([*rows.values()], door), strict=True))
    return Neighbours(*(one and shown.get(one.pk) for one in beside))


def _before(album, placement):
    mine = _lying(album).filter(section=placement.section_id)
    here = mine.filter(TupleLessThan(MINE, (placement.order_key, placement.pk)))
    return here.order_by(*BACKWARDS).first() or _last_of_those_before(album, placement)


def _after(album, placement):
    mine = _lying(album).filter(section=placement.section_id)
    here = mine.filter(TupleGreaterThan(MINE, (placement.order_key, placement.pk)))
    return here.order_by(*ONWARDS).first() or _first_of_those_after(album, placement)


def _last_of_those_before(album, placement):
    """Before all sections lies what is in none."""
    if placement.section is None:
        return None
    place = placement.section.order_key, placement.section.pk
    sections = album.sections.filter(TupleLessThan(MINE, place))
    within = _lying(album).filter(section__in=sections)
    nearest = within.order_by("-section__order_key", "-section__id", *BACKWARDS).first()
    return nearest or _lying(album).filter(section=None).order_by(*BACKWARDS).first()


def _first_of_those_after(album, placement):
    sections = album.sections.all()
    if placement.section:
        place = placement.section.order_key, placement.section.pk
        sections = sections.filter(TupleGreaterThan(MINE, place))
    within = _lying(album).filter(section__in=sections)
    return within.order_by("section__order_key", "section__id", *ONWARDS).first()


def _lying(album):
    return album.placements.on_the_wall().led()
