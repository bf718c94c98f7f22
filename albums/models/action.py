import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from albums.models.album import Album


class ActionQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(undone_at=None)

    def newest_first(self):
        return self.order_by("-done_at", "id")


class Action(models.Model):
    """Something that somebody did with pictures of an album, and what was there before it."""

    class Verb(models.TextChoices):
        ADD = "add", _("added")
        HIDE = "hide", _("hidden from clients")
        SHOW = "show", _("shown to clients")
        SECTION = "section", _("moved to a section")
        ORDER = "order", _("put in order")
        COVER = "cover", _("made the cover")
        COPY = "copy", _("copied to another album")
        MOVE = "move", _("moved to another album")
        ROTATE = "rotate", _("rotated")
        SHIFT = "shift", _("given another capture time")
        REPROCESS = "reprocess", _("processed again")
        TRASH = "trash", _("moved to the trash")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    album = models.ForeignKey(Album, models.CASCADE, related_name="actions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    verb = models.CharField(max_length=9, choices=Verb)
    picture_count = models.PositiveIntegerField()
    target_title = models.CharField(
        max_length=200, blank=True
    )  # the section or album, as it was called
    undo_data = models.JSONField(default=dict)  # empty where there is no way back
    done_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["album", "-done_at"], name="action_newest")]

    def __str__(self):
        return f"{self.picture_count} {self.verb}"
