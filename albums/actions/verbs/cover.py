"""The picture that stands for an album."""

import uuid

from albums.actions.execution import lock_selection, record_action
from albums.models import Action, Album

CENTER = 50


def set_cover(album, choice, by):
    with lock_selection(Action.Verb.COVER, album, by, choice) as rows:
        album.refresh_from_db(fields=["cover", "cover_x", "cover_y"])
        if len(rows) != 1 or rows[0].picture == album.cover_id:
            return None
        before = {
            "cover": album.cover_id.hex if album.cover_id else "",
            "focus": [album.cover_x, album.cover_y],
            "now": rows[0].picture.hex,
        }
        _save_cover(album.pk, rows[0].picture, CENTER, CENTER)
        return record_action(Action.Verb.COVER, album, by, 1, undo_data=before)


def undo(act):
    """Unless it was given yet another one since, or the former one is gone."""
    was, now = act.undo_data["cover"], uuid.UUID(act.undo_data["now"])
    if act.album.cover_id != now:
        return 0
    if was and not act.album.placements.filter(picture=uuid.UUID(was)).exists():
        return 0
    _save_cover(act.album_id, uuid.UUID(was) if was else None, *act.undo_data["focus"])
    return 1


def _save_cover(album, picture, x, y):
    Album.objects.filter(pk=album).update(cover=picture, cover_x=x, cover_y=y)
