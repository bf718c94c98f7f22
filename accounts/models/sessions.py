from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

from accounts import tokens


class SessionQuerySet(models.QuerySet):
    def for_user(self, user):
        return self.filter(user_id=user.pk)

    def unexpired(self, now):
        return self.filter(expire_date__gt=now)

    def newest_first(self):
        return self.order_by("-started_at", "session_key")


class Session(AbstractBaseSession):
    """A session with its user and browser, so that the user can see it and end it."""

    user_id = models.UUIDField(null=True, db_index=True)
    started_at = models.DateTimeField(default=timezone.now)
    ip_address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=80, blank=True)

    objects = SessionQuerySet.as_manager()

    def __str__(self):
        return self.browser

    @property
    def handle(self):
        """Return a name that pages may show. The session key itself would sign anybody in."""
        return tokens.hash_token(self.session_key)[:24]
