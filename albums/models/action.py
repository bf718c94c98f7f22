import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from albums.models.album import Album


class Action(models.Model):
    """A change that a person made to pictures of an album, with the data to undo it."""

    class Verb(models.TextChoices):
        ADD = "add", _("added")
        HIDE = "hide", _("hidden from clients")
        SHOW = "show", _("made visible to clients")
        SECTION = "section", _("moved to a section")
        ORDER = "order", _("reordered")
        COVER = "cover", _("set as cover")
        COPY = "copy", _("copied to another album")
        MOVE = "move", _("moved to another album")
        ROTATE = "rotate", _("rotated")
        SHIFT = "shift", _("capture time changed")
        REPROCESS = "reprocess", _("prepared again")
        TRASH = "trash", _("moved to trash")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    album = models.ForeignKey(Album, models.CASCADE, related_name="actions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    verb = models.CharField(max_length=9, choices=Verb)
    picture_count = models.PositiveIntegerField()
    # The title that the section or the album had at that time.
    target_title = models.CharField(max_length=200, blank=True)
    # Empty if the action can't be undone.
    undo_data = models.JSONField(default=dict)
    done_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["album", "-done_at"], name="action_newest")]

    def __str__(self):
        return f"{self.picture_count} {self.verb}"
