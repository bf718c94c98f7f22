import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from albums.models.album import Album
from albums.models.fields import OrderKeyField
from assets.models import Picture


class SectionQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("order_key", "id")


class Section(models.Model):
    """A part of an album with a title."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    album = models.ForeignKey(Album, models.CASCADE, related_name="sections")
    title = models.CharField(_("title"), max_length=200)
    order_key = OrderKeyField(max_length=200)

    objects = SectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["album", "title"], name="section_title_once")
        ]
        indexes = [models.Index(fields=["album", "order_key", "id"], name="section_order")]

    def __str__(self):
        return self.title


class PlacementQuerySet(models.QuerySet):
    def alive(self):
        """Leave out what is in the trash, alone or with its album."""
        return self.filter(trashed_at=None, album__trashed_at=None)

    def trashed(self):
        return self.exclude(trashed_at=None)

    def in_grid(self):
        """Return what the grid shows to the studio, whether clients see it or not."""
        return self.filter(trashed_at=None, is_orphan_sidecar=False)

    def with_leading_version(self):
        """Join each picture with its leading version."""
        return self.filter(picture__versions__leads=True)

    def visible_to(self, person):
        """Return placements in the albums that this person works in."""
        return self.alive().filter(album__in=Album.objects.accessible_to(person))

    def changeable_by(self, person):
        """Return placements of pictures that this person may change.

        Uploaders may change what they uploaded, as long as it is in no other album.
        """
        if person.is_owner:
            return self.alive()
        elsewhere = Placement.objects.filter(picture=OuterRef("picture"))
        alone = ~Exists(elsewhere.exclude(album=OuterRef("album")))
        return self.visible_to(person).filter(alone, placed_by=person)

    def in_order(self):
        return self.order_by("order_key", "id")

    def trash(self, now):
        """Move to the trash, and return how many were not there yet."""
        return self.filter(trashed_at=None).update(trashed_at=now)

    def restore(self):
        """Restore from the trash, and return how many were there."""
        trashed = self.trashed()
        # First the pictures: after the update the placements are no longer found by the trash.
        pictures = Picture.objects.filter(pk__in=trashed.order_by().values("picture"))
        pictures.discarded().update(discarded_at=None)
        return trashed.update(trashed_at=None)


class Placement(models.Model):
    """A picture in an album."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    album = models.ForeignKey(Album, models.CASCADE, related_name="placements")
    picture = models.ForeignKey(Picture, models.PROTECT, related_name="placements")
    section = models.ForeignKey(
        Section, models.SET_NULL, null=True, blank=True, related_name="placements"
    )
    order_key = OrderKeyField(max_length=200)
    hidden = models.BooleanField(_("hidden"), default=False)
    is_orphan_sidecar = models.BooleanField(
        default=False, editable=False
    )  # a sidecar without its picture
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    placed_at = models.DateTimeField(_("placed"), default=timezone.now, editable=False)
    trashed_at = models.DateTimeField(null=True, editable=False)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["album", "picture"], name="placed_once")]
        indexes = [
            models.Index(fields=["album", "order_key", "id"], name="placement_order"),
            models.Index(
                fields=["album", "section", "order_key", "id"],
                condition=Q(trashed_at=None, is_orphan_sidecar=False),
                name="placement_wall",
            ),
            models.Index(
                fields=["trashed_at"], condition=~Q(trashed_at=None), name="placement_trashed"
            ),
        ]

    def __str__(self):
        return f"{self.picture_id} in {self.album_id}"
