"""Hide photos from clients, and show them again."""

from albums.actions.execution import lock_selection, record_action, update_in_batches
from albums.actions.packed_ids import pack_ids, unpack_ids
from albums.models import Action


def hide(album, choice, by):
    return _set_hidden(Action.Verb.HIDE, album, choice, by)


def show(album, choice, by):
    return _set_hidden(Action.Verb.SHOW, album, choice, by)


def undo(action):
    was_hidden = action.verb == Action.Verb.SHOW
    unchanged = action.album.placements.filter(hidden=not was_hidden)
    return update_in_batches(unchanged, unpack_ids(action.undo_data["ids"]), hidden=was_hidden)


def _set_hidden(verb, album, choice, by):
    hidden = verb == Action.Verb.HIDE
    with lock_selection(verb, album, by, choice) as rows:
        ids = [row.pk for row in rows if row.hidden != hidden]
        update_in_batches(album.placements, ids, hidden=hidden)
        return record_action(verb, album, by, len(ids), undo_data={"ids": pack_ids(ids)})
