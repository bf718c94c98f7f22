"""Write the order keys of many placements, and restore those that nobody has changed since."""

import uuid
from itertools import batched

from albums.actions.execution import BATCH_SIZE
from albums.actions.packed_ids import checksum
from albums.models import Placement

CHECKSUM_LENGTH = 8
UPDATE_BATCH_SIZE = 500


def write_keys(placements, keys):
    """Write order keys by placement id, and return the undo data for those that changed.

    It is a checksum of the new key followed by the old key, by the id of the placement.
    """
    old_keys = dict(placements.values_list("pk", "order_key"))
    changed = {pk: key for pk, key in keys.items() if pk in old_keys and old_keys[pk] != key}
    _save_keys(changed)
    return {pk.hex: checksum(key) + old_keys[pk] for pk, key in changed.items()}


def restore_keys(undo_data):
    """Restore the keys that are still as they were written, and return their number."""
    current = {}
    for part in batched((uuid.UUID(pk) for pk in undo_data), BATCH_SIZE):
        rows = Placement.objects.filter(pk__in=part)
        current |= dict(rows.values_list("pk", "order_key"))
    restored = {
        pk: undo_data[pk.hex][CHECKSUM_LENGTH:]
        for pk, key in current.items()
        if undo_data[pk.hex].startswith(checksum(key))
    }
    _save_keys(restored)
    return len(restored)


def _save_keys(keys):
    rows = [Placement(pk=pk, order_key=key) for pk, key in keys.items()]
    Placement.objects.bulk_update(rows, ["order_key"], batch_size=UPDATE_BATCH_SIZE)
