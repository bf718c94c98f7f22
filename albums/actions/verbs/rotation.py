"""Rotate photos by 90 degrees. Original files are never changed."""

from albums.actions.execution import lock_selection, record_action, require_changeable, split
from albums.actions.packed_ids import group_and_pack, unpack_ids
from albums.actions.verbs import reprocessing
from albums.models import Action
from assets.models import Picture

FULL_CIRCLE = 360
RIGHT, LEFT = 90, 270


def rotate(album, choice, by, degrees):
    with lock_selection(Action.Verb.ROTATE, album, by, choice) as rows:
        ids = [row.picture for row in rows]
        require_changeable(album, rows, by)
        rotations = _lock_and_load_rotations(ids)
        rotate_pictures(Picture.objects, ids, degrees)
        undo_data = {
            "by": degrees,
            "stood": group_and_pack((pk, str(rotation)) for pk, rotation in rotations.items()),
        }
        return record_action(Action.Verb.ROTATE, album, by, len(ids), undo_data=undo_data)


def rotate_left(album, choice, by):
    return rotate(album, choice, by, LEFT)


def rotate_right(album, choice, by):
    return rotate(album, choice, by, RIGHT)


def undo(action):
    """Rotate back the pictures that nobody has rotated since."""
    degrees, count = action.undo_data["by"], 0
    for before, packed in action.undo_data["stood"].items():
        after = (int(before) + degrees) % FULL_CIRCLE
        unchanged = Picture.objects.filter(rotation=after)
        count += rotate_pictures(unchanged, unpack_ids(packed), -degrees)
    return count


def rotate_pictures(pictures, ids, degrees):
    """Rotate the PICTURES with these ids, order their renditions, and return their number."""
    count = sum(part.rotate(degrees) for part in split(pictures, ids))
    reprocessing.process_missing(ids)
    return count


def _lock_and_load_rotations(ids):
    rotations = {}
    for part in split(Picture.objects, ids):
        # Locked: the page of a picture can rotate it at the same moment.
        locked = part.order_by("pk").select_for_update()
        rotations |= dict(locked.values_list("pk", "rotation"))
    return rotations
