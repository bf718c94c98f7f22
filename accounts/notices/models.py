from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NoticeQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at=None)

    def newest_first(self):
        return self.order_by("-created_at", "-id")

    def mark_read(self):
        return self.unread().update(read_at=timezone.now())


class Notice(models.Model):
    """A notification for the owners, with a link to the page it is about."""

    class Kind(models.TextChoices):
        SECURITY = "safety", _("Security")
        PROBLEM = "trouble", _("Problem")
        NEWS = "news", _("News")

    kind = models.CharField(max_length=8, choices=Kind)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            # Several processes may report the same problem at the same moment.
            models.UniqueConstraint(
                fields=["kind", "text", "url"], condition=models.Q(read_at=None), name="said_once"
            )
        ]

    def __str__(self):
        return self.text
