import secrets
import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import tokens
from accounts.fields import LowercaseEmailField

INVITATION_LIVES = timedelta(days=7)


class UserQuerySet(models.QuerySet):
    def owners(self):
        return self.filter(role=User.Role.OWNER)

    def active(self):
        return self.filter(is_active=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def hold_owners(self):
        """The active owners, locked until the transaction ends: of two who go, one is left."""
        return list(self.owners().active().select_for_update().order_by("pk"))

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, role=User.Role.OWNER, **fields)


class User(AbstractBaseUser):
    """Someone of the studio: an owner sees all, an uploader what they are invited to."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        UPLOADER = "uploader", _("Uploader")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = LowercaseEmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=8, choices=Role, default=Role.UPLOADER)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    seen_at = models.DateTimeField(null=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="email_is_lower")
        ]

    def __str__(self):
        return self.name or self.email

    @property
    def is_owner(self):
        return self.is_active and self.role == self.Role.OWNER

    @property
    def is_staff(self):
        """Django admin asks for this word."""
        return self.is_owner

    def has_perm(self, perm, obj=None):
        return self.is_owner

    def has_perms(self, perm_list, obj=None):
        return self.is_owner

    def has_module_perms(self, app_label):
        return self.is_owner


def new_nonce():
    return secrets.token_hex(16)


class InvitationQuerySet(models.QuerySet):
    def open(self, now):
        """As long as who invites may invite: what a disabled owner left behind opens nothing."""
        by_an_owner = {"invited_by__is_active": True, "invited_by__role": User.Role.OWNER}
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=now, **by_an_owner)

    def with_token(self, token):
        return self.filter(token_hash=tokens.hash_token(token))

    def newest_first(self):
        return self.order_by("-created_at", "-id")


class InvitationManager(models.Manager.from_queryset(InvitationQuerySet)):
    def invite(self, by, **fields):
        now = timezone.now()
        invitation = self.model(invited_by=by, expires_at=now + INVITATION_LIVES, **fields)
        invitation.token_hash = tokens.hash_token(invitation.token)
        invitation.save()
        return invitation


class Invitation(models.Model):
    """A way in for one person, once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    role = models.CharField(_("role"), max_length=8, choices=User.Role, default=User.Role.UPLOADER)
    label = models.CharField(_("for whom"), max_length=120)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    person = models.OneToOneField(User, models.PROTECT, null=True, related_name="+")

    objects = InvitationManager()

    def __str__(self):
        return self.label

    @property
    def token(self):
        """Made again whenever the owner looks, and not to be read in a dump."""
        return tokens.derive(settings.SECRET_KEY, "invitation", str(self.id), self.nonce)


class SessionQuerySet(models.QuerySet):
    def of(self, person):
        return self.filter(person_id=person.pk)

    def alive(self, now):
        return self.filter(expire_date__gt=now)

    def newest_first(self):
        return self.order_by("-started_at", "session_key")


class Session(AbstractBaseSession):
    """A browser that is signed in, so that it can be shown to its person and ended."""

    person_id = models.UUIDField(null=True, db_index=True)
    started_at = models.DateTimeField(default=timezone.now)
    address = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=80, blank=True)

    objects = SessionQuerySet.as_manager()

    def __str__(self):
        return self.agent

    @property
    def handle(self):
        """A name for pages: the key itself would be a way in."""
        return tokens.hash_token(self.session_key)[:24]
