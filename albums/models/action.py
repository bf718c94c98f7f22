import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from albums.models.album import Album


class ActQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(undone_at=None)

    def newest_first(self):
        return self.order_by("-done_at", "id")


class Act(models.Model):
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
        TURN = "turn", _("turned")
        SHIFT = "shift", _("given another capture time")
        DEVELOP = "develop", _("developed again")
        TRASH = "trash", _("moved to the trash")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    album = models.ForeignKey(Album, models.CASCADE, related_name="acts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    verb = models.CharField(max_length=8, choices=Verb)
    pictures = models.PositiveIntegerField()
    where = models.CharField(max_length=200, blank=True)  # the section or album, as it was called
    before = models.JSONField(default=dict)  # empty where there is no way back
    done_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    objects = ActQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["album", "-done_at"], name="act_newest")]

    def __str__(self):
        return f"{self.pictures} {self.verb}"
