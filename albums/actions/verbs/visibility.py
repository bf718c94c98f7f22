"""Hidden from clients, and shown again."""

from albums.actions.execution import acting, change, note
from albums.actions.packed_ids import packed, unpacked
from albums.models import Act


def hide(album, choice, by):
    return _set(Act.Verb.HIDE, album, choice, by)


def show(album, choice, by):
    return _set(Act.Verb.SHOW, album, choice, by)


def undo(act):
    was = act.verb == Act.Verb.SHOW
    still = act.album.placements.filter(hidden=not was)
    return change(still, unpacked(act.before["ids"]), hidden=was)


def _set(verb, album, choice, by):
    hidden = verb == Act.Verb.HIDE
    with acting(verb, album, by, choice) as rows:
        ids = [row.pk for row in rows if row.hidden != hidden]
        change(album.placements, ids, hidden=hidden)
        return note(verb, album, by, len(ids), before={"ids": packed(ids)})
