"""Who works in an album besides its owners: uploaders, and those who are invited to become one."""

from django.db.models import Q
from django.utils import timezone

from accounts.models import Invitation, User
from albums.models import Album


def list_selectable(album=None):
    """Uploaders who may be ticked; who was ticked can be seen, whatever became of them."""
    invited = Q(pk__in=album.uploaders.values("pk")) if album else Q()
    active = Q(is_active=True, role=User.Role.UPLOADER)
    return User.objects.filter(active | invited if album else active).order_by("name", "email")


def invite(album, label, by):
    """A way into the studio, and into this album of it."""
    invitation = Invitation.objects.invite(by, label=label)
    album.invitations.add(invitation)
    return invitation


def list_pending_invitations(album):
    """Who is invited and has not come yet."""
    coming = album.invitations.values("pk")
    return Invitation.objects.open(timezone.now()).filter(pk__in=coming).newest_first()


def add_invited_person(invitation):
    """The person came: they are an uploader of the albums that they were invited to."""
    if invitation.role == User.Role.UPLOADER:
        for album in Album.objects.filter(invitations=invitation):
            album.uploaders.add(invitation.accepted_by)
