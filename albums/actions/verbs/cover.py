"""Choose the cover of an album."""

import uuid

from albums.actions.execution import lock_selection, record_action
from albums.models import Action, Album

CENTER = 50


def set_cover(album, choice, by):
    with lock_selection(Action.Verb.COVER, album, by, choice) as rows:
        album.refresh_from_db(fields=["cover", "cover_x", "cover_y"])
        if len(rows) != 1 or rows[0].picture == album.cover_id:
            return None
        undo_data = {
            "cover": album.cover_id.hex if album.cover_id else "",
            "focus": [album.cover_x, album.cover_y],
            "now": rows[0].picture.hex,
        }
        _save_cover(album.pk, rows[0].picture, CENTER, CENTER)
        return record_action(Action.Verb.COVER, album, by, 1, undo_data=undo_data)


def undo(action):
    """Restore the old cover, unless it left the album or another one was chosen since."""
    old, new = action.undo_data["cover"], uuid.UUID(action.undo_data["now"])
    if action.album.cover_id != new:
        return 0
    if old and not action.album.placements.filter(picture=uuid.UUID(old)).exists():
        return 0
    focus = action.undo_data["focus"]
    _save_cover(action.album_id, uuid.UUID(old) if old else None, *focus)
    return 1


def _save_cover(album, picture, x, y):
    Album.objects.filter(pk=album).update(cover=picture, cover_x=x, cover_y=y)
