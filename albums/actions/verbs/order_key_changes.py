"""Order keys of many placements: written together, and put back where nobody wrote since."""

import uuid
from itertools import batched

from albums.actions.execution import BATCH_SIZE
from albums.actions.packed_ids import checksum
from albums.models import Placement

UPDATE_BATCH_SIZE = 500


def write_keys(placements, keys):
    """Keys by placement; what was there before, and a mark of what is there now."""
    was = dict(placements.values_list("pk", "order_key"))
    new = {pk: key for pk, key in keys.items() if pk in was and was[pk] != key}
    _save_keys(new)
    return {pk.hex: checksum(key) + was[pk] for pk, key in new.items()}


def restore_keys(before):
    """How many of them lay as this act had left them."""
    found = {}
    for part in batched((uuid.UUID(said) for said in before), BATCH_SIZE):
        found |= dict(Placement.objects.filter(pk__in=part).values_list("pk", "order_key"))
    still = {
        pk: before[pk.hex][8:] for pk, key in found.items() if _is_unchanged(before[pk.hex], key)
    }
    _save_keys(still)
    return len(still)


def _is_unchanged(said, key):
    return said.startswith(checksum(key))


def _save_keys(keys):
    rows = [Placement(pk=pk, order_key=key) for pk, key in keys.items()]
    Placement.objects.bulk_update(rows, ["order_key"], batch_size=UPDATE_BATCH_SIZE)
