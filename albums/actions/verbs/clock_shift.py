"""What cameras' clocks should have shown."""

from datetime import datetime, timedelta
from uuid import UUID

type Moments = dict[UUID, datetime | None]
type KnownMoments = dict[UUID, datetime]

EARLIEST_YEAR, LATEST_YEAR = 1826, 9998


class ImplausibleTime(ValueError):
    """No photograph is that old, or that new."""


def shift_all(moments: Moments, by: timedelta) -> KnownMoments:
    """Moments by key; what has none has none afterwards."""
    return {key: _shift_one(taken, by) for key, taken in moments.items() if taken}


def shift_to_start(moments: Moments, first: datetime) -> KnownMoments:
    """The earliest one at FIRST, and all others as long after it as before."""
    known = [taken for taken in moments.values() if taken]
    if not known:
        return dict.fromkeys(moments, first)
    return shift_all(moments, first - min(known))


def _shift_one(taken: datetime, by: timedelta) -> datetime:
    try:
        moment = taken + by
    except OverflowError as error:
        raise ImplausibleTime from error
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        raise ImplausibleTime(moment)
    return moment
