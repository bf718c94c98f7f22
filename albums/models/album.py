import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from albums.fields import OrderKeyField
from assets.models import Picture


class AlbumQuerySet(models.QuerySet):
    def alive(self):
        return self.filter(trashed_at=None)

    def trashed(self):
        return self.exclude(trashed_at=None)

    def published(self):
        return self.alive().filter(state=Album.State.PUBLISHED)

    def open_to(self, person):
        """Owners work in every album, uploaders in those that they are invited to."""
        if person.is_owner:
            return self.all()
        invited = Album.uploaders.through.objects.filter(user_id=person.pk)
        return self.filter(pk__in=invited.values("album_id")) if person.is_active else self.none()

    def newest_first(self):
        return self.order_by("-created_at", "id")


class Album(models.Model):
    """Pictures gathered, in an order."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    description = models.TextField(_("description"), blank=True)
    happened_on = models.DateField(_("date"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT)
    epoch = models.PositiveIntegerField(default=0, editable=False)
    cover = models.ForeignKey(
        Picture, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("cover")
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaders = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", blank=True, verbose_name=_("uploaders")
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    trashed_at = models.DateTimeField(null=True, editable=False)

    objects = AlbumQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["trashed_at"], condition=~Q(trashed_at=None), name="album_trashed"
            )
        ]

    def __str__(self):
        return self.title

    def turn_the_page(self):
        """What was handed out before this act is no longer good."""
        Album.objects.filter(pk=self.pk).update(epoch=F("epoch") + 1)


class FormerSlug(models.Model):
    """An address that an album once had, and that still leads to it."""

    album = models.ForeignKey(Album, models.CASCADE, related_name="former_slugs")
    slug = models.SlugField(max_length=80, unique=True)

    def __str__(self):
        return self.slug


class SectionQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("order_key", "id")


class Section(models.Model):
    """A chapter of an album."""

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
        """Where a picture really lies: neither it nor its album is in the trash."""
        return self.filter(trashed_at=None, album__trashed_at=None)

    def trashed(self):
        return self.exclude(trashed_at=None)

    def seen_by(self, person):
        """What lies in an album that is open to them."""
        return self.alive().filter(album__in=Album.objects.open_to(person))

    def shown(self):
        return self.alive().filter(hidden=False)

    def in_order(self):
        return self.order_by("order_key", "id")


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
    placed_at = models.DateTimeField(_("placed"), default=timezone.now, editable=False)
    trashed_at = models.DateTimeField(null=True, editable=False)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["album", "picture"], name="placed_once")]
        indexes = [
            models.Index(fields=["album", "order_key", "id"], name="placement_order"),
            models.Index(
                fields=["trashed_at"], condition=~Q(trashed_at=None), name="placement_trashed"
            ),
        ]

    def __str__(self):
        return f"{self.picture_id} in {self.album_id}"
