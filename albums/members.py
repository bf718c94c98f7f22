"""The uploaders of an album, and the people who are invited to become one."""

from django.db.models import Q
from django.utils import timezone

from accounts.models import Invitation, User
from albums.models import Album


def list_selectable(album=None):
    """Return the uploaders to choose from, with all current ones of the album.

    A current one stays in the list even if the account was deactivated, to be removed here.
    """
    invited = Q(pk__in=album.uploaders.values("pk")) if album else Q()
    active = Q(is_active=True, role=User.Role.UPLOADER)
    return User.objects.filter(active | invited if album else active).order_by("name", "email")


def invite(album, label, by):
    """Create an invitation to the studio and to this album."""
    invitation = Invitation.objects.invite(by, label=label)
    album.invitations.add(invitation)
    return invitation


def list_pending_invitations(album):
    """Return the invitations to this album that nobody has accepted yet."""
    invited = album.invitations.values("pk")
    return Invitation.objects.open(timezone.now()).filter(pk__in=invited).newest_first()


def add_invited_person(invitation):
    """Make the person who accepted an invitation an uploader of its albums."""
    if invitation.role == User.Role.UPLOADER:
        for album in Album.objects.filter(invitations=invitation):
            album.uploaders.add(invitation.accepted_by)
