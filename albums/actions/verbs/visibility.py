"""Hidden from clients, and shown again."""

from albums.actions.execution import lock_selection, record_action, update_in_batches
from albums.actions.packed_ids import pack_ids, unpack_ids
from albums.models import Action


def hide(album, choice, by):
    return _set_hidden(Action.Verb.HIDE, album, choice, by)


def show(album, choice, by):
    return _set_hidden(Action.Verb.SHOW, album, choice, by)


def undo(act):
    was = act.verb == Action.Verb.SHOW
    still = act.album.placements.filter(hidden=not was)
    return update_in_batches(still, unpack_ids(act.undo_data["ids"]), hidden=was)


def _set_hidden(verb, album, choice, by):
    hidden = verb == Action.Verb.HIDE
    with lock_selection(verb, album, by, choice) as rows:
        ids = [row.pk for row in rows if row.hidden != hidden]
        update_in_batches(album.placements, ids, hidden=hidden)
        return record_action(verb, album, by, len(ids), undo_data={"ids": pack_ids(ids)})
