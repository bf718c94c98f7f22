from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

from accounts import tokens


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
