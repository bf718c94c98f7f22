"""Count the values that photos can be filtered by."""

from collections import Counter
from typing import NamedTuple

from django.db.models import Count, Func, IntegerField
from django.db.models.functions import Coalesce

from albums.pictures.forms import KIND_LABELS

FACET_COLUMNS = ("asset__camera", "asset__lens", "asset__kind")


class ExtractLocalYear(Func):
    """The year of a local time without a time zone."""

    # Django's ExtractYear accepts date fields only, and would convert to a time zone.

    output_field = IntegerField()

    def as_sqlite(self, compiler, connection, **context):
        template = "CAST(SUBSTR(%(expressions)s, 1, 4) AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler, connection, **context):
        template = "CAST(EXTRACT(YEAR FROM %(expressions)s) AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, **context)


class Facets(NamedTuple):
    """The values of each facet, with the number of photos."""

    cameras: list
    lenses: list
    kinds: list
    years: list


def count_facets(versions):
    # A single query for all facets: it takes as long as one of them alone.
    year = ExtractLocalYear(Coalesce("picture__taken_override", "asset__taken_local"))
    rows = versions.order_by().annotate(year=year).values_list(*FACET_COLUMNS, "year")
    counters = [Counter() for _ in range(4)]
    for *values, number in rows.annotate(number=Count("pk")):
        for counter, value in zip(counters, values, strict=True):
            counter[value] += number
    cameras, lenses, kinds, years = counters
    return Facets(
        cameras=_sort_values(cameras),
        lenses=_sort_values(lenses),
        kinds=[(kind, label, kinds[kind]) for kind, label in KIND_LABELS.items() if kinds[kind]],
        years=_sort_values(years)[::-1],
    )


def _sort_values(counter):
    return sorted((value, number) for value, number in counter.items() if value)
