import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.fields import LowercaseEmailField


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

    def lock_owners(self):
        """Lock and return the active owners, so that the last one can't be disabled."""
        # In the order of their keys: two transactions that lock in different orders deadlock.
        return list(self.owners().active().select_for_update().order_by("pk"))

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, role=User.Role.OWNER, **fields)


class User(AbstractBaseUser):
    """A user of the studio. Owners see everything, uploaders the albums they are invited to."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        UPLOADER = "uploader", _("Uploader")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = LowercaseEmailField(_("email"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=8, choices=Role, default=Role.UPLOADER)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_seen_at = models.DateTimeField(null=True, editable=False)

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
        # The Django admin looks at this.
        return self.is_owner

    def has_perm(self, perm, obj=None):
        return self.is_owner

    def has_perms(self, perm_list, obj=None):
        return self.is_owner

    def has_module_perms(self, app_label):
        return self.is_owner
