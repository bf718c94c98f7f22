import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.fields import AddressField


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

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, role=User.Role.OWNER, **fields)


class User(AbstractBaseUser):
    """Someone of the studio: an owner sees all, an uploader what they are invited to."""

    class Role(models.TextChoices):
        OWNER = "owner"
        UPLOADER = "uploader"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = AddressField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=8, choices=Role, default=Role.UPLOADER)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

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
