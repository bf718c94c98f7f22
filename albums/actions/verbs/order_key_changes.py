"""Order keys of many placements: written together, and put back where nobody wrote since."""

import uuid
from itertools import batched

from albums.actions.execution import AT_ONCE
from albums.actions.packed_ids import mark
from albums.models import Placement

BATCH = 500


def write(placements, keys):
    """Keys by placement; what was there before, and a mark of what is there now."""
    was = dict(placements.values_list("pk", "order_key"))
    new = {pk: key for pk, key in keys.items() if pk in was and was[pk] != key}
    _save(new)
    return {pk.hex: mark(key) + was[pk] for pk, key in new.items()}


def put_back(before):
    """How many of them lay as this act had left them."""
    found = {}
    for part in batched((uuid.UUID(said) for said in before), AT_ONCE):
        found |= dict(Placement.objects.filter(pk__in=part).values_list("pk", "order_key"))
    still = {pk: before[pk.hex][8:] for pk, key in found.items() if _is(before[pk.hex], key)}
    _save(still)
    return len(still)


def _is(said, key):
    return said.startswith(mark(key))


def _save(keys):
    rows = [Placement(pk=pk, order_key=key) for pk, key in keys.items()]
    Placement.objects.bulk_update(rows, ["order_key"], batch_size=BATCH)
