"""Compute shifted capture times."""

from datetime import datetime, timedelta
from uuid import UUID

type Moments = dict[UUID, datetime | None]
type KnownMoments = dict[UUID, datetime]

# The year of the first photo, and the last one in which no time zone leaves Python's calendar.
EARLIEST_YEAR, LATEST_YEAR = 1826, 9998


class ImplausibleTime(ValueError):
    """No photo can have been taken then."""


def shift_all(moments: Moments, delta: timedelta) -> KnownMoments:
    """Shift all moments that are known, and leave out the others."""
    return {key: _shift_one(moment, delta) for key, moment in moments.items() if moment}


def shift_to_start(moments: Moments, first: datetime) -> KnownMoments:
    """Shift all moments so that the earliest is FIRST. If none is known, all become FIRST."""
    known = [moment for moment in moments.values() if moment]
    if not known:
        return dict.fromkeys(moments, first)
    return shift_all(moments, first - min(known))


def _shift_one(moment: datetime, delta: timedelta) -> datetime:
    try:
        shifted = moment + delta
    except OverflowError as error:
        raise ImplausibleTime from error
    if not EARLIEST_YEAR <= shifted.year <= LATEST_YEAR:
        raise ImplausibleTime(shifted)
    return shifted
