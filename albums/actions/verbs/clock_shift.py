"""What cameras' clocks should have shown."""

from datetime import datetime, timedelta
from uuid import UUID

type Moments = dict[UUID, datetime | None]
type Known = dict[UUID, datetime]

EARLIEST, LATEST = 1826, 9998


class OutOfTime(ValueError):
    """No photograph is that old, or that new."""


def shifted(moments: Moments, by: timedelta) -> Known:
    """Moments by key; what has none has none afterwards."""
    return {key: _plausible(taken, by) for key, taken in moments.items() if taken}


def beginning_at(moments: Moments, first: datetime) -> Known:
    """The earliest one at FIRST, and all others as long after it as before."""
    known = [taken for taken in moments.values() if taken]
    if not known:
        return dict.fromkeys(moments, first)
    return shifted(moments, first - min(known))


def _plausible(taken: datetime, by: timedelta) -> datetime:
    try:
        moment = taken + by
    except OverflowError as error:
        raise OutOfTime from error
    if not EARLIEST <= moment.year <= LATEST:
        raise OutOfTime(moment)
    return moment
