import secrets
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import tokens
from accounts.models.users import User

INVITATION_LIFETIME = timedelta(days=7)


def generate_nonce():
    return secrets.token_hex(16)


class InvitationQuerySet(models.QuerySet):
    def open(self, now):
        # An invitation stops working when the user who sent it is disabled or no longer an owner.
        by_an_owner = {"invited_by__is_active": True, "invited_by__role": User.Role.OWNER}
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=now, **by_an_owner)

    def with_token(self, token):
        return self.filter(token_hash=tokens.hash_token(token))

    def newest_first(self):
        return self.order_by("-created_at", "-id")


class InvitationManager(models.Manager.from_queryset(InvitationQuerySet)):
    def invite(self, by, **fields):
        now = timezone.now()
        invitation = self.model(invited_by=by, expires_at=now + INVITATION_LIFETIME, **fields)
        invitation.token_hash = tokens.hash_token(invitation.token)
        invitation.save()
        return invitation


class Invitation(models.Model):
    """A link with which one person can create an account, once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The token is derived from id and nonce, so that a dump of the database doesn't contain it.
    nonce = models.CharField(max_length=32, default=generate_nonce, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    role = models.CharField(_("role"), max_length=8, choices=User.Role, default=User.Role.UPLOADER)
    label = models.CharField(_("who it's for"), max_length=120)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    accepted_by = models.OneToOneField(User, models.PROTECT, null=True, related_name="+")

    objects = InvitationManager()

    def __str__(self):
        return self.label

    @property
    def token(self):
        """Derive the token again, because only its hash is in the database."""
        return tokens.derive(settings.SECRET_KEY, "invitation", str(self.id), self.nonce)
