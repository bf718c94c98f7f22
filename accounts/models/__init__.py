"""Users, invitations and sessions."""

from accounts.models.invitations import Invitation
from accounts.models.sessions import Session
from accounts.models.users import User

__all__ = ["Invitation", "Session", "User"]
