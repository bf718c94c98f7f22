"""Sign people out."""

from accounts.models import Session


def end_all(person, but=None):
    """Sign this person out everywhere, or everywhere but in one browser."""
    others = Session.objects.of(person)
    return others.exclude(session_key=but).delete()[0] if but else others.delete()[0]


def end_by_handle(person, handle):
    """Only one's own can be ended; True if there was such a one."""
    found = [row for row in Session.objects.of(person) if row.handle == handle]
    for row in found:
        row.delete()
    return bool(found)
