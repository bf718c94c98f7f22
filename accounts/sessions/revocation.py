"""Sign users out by deleting their sessions."""

from accounts.models import Session


def end_all(user, except_key=None):
    """Delete the user's sessions, except the one with this key. Return how many were deleted."""
    return Session.objects.for_user(user).exclude(session_key=except_key).delete()[0]


def end_by_handle(user, handle):
    """Delete one of the user's own sessions. Return False if there is no such session."""
    sessions = [row for row in Session.objects.for_user(user) if row.handle == handle]
    for session in sessions:
        session.delete()
    return bool(sessions)
