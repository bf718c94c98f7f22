import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assets.models import Picture


class AlbumQuerySet(models.QuerySet):
    def alive(self):
        return self.filter(trashed_at=None)

    def trashed(self):
        return self.exclude(trashed_at=None)

    def published(self):
        return self.alive().filter(state=Album.State.PUBLISHED)

    def accessible_to(self, person):
        """Return the albums this person works in: all for owners, the invited for uploaders."""
        if person.is_owner:
            return self.all()
        invited = Album.uploaders.through.objects.filter(user_id=person.pk)
        return self.filter(pk__in=invited.values("album_id")) if person.is_active else self.none()

    def newest_first(self):
        return self.order_by("-created_at", "id")

    def locked(self):
        """Lock these rows until the end of the transaction."""
        # Always in the same order, so that two transactions don't wait for each other.
        return self.order_by("pk").select_for_update()

    def bump_epoch(self, **changes):
        """Invalidate the media URLs handed out for these albums, and save other CHANGES."""
        return self.update(epoch=F("epoch") + 1, **changes)


class Album(models.Model):
    """A collection of pictures, in an order."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")

    class Order(models.TextChoices):
        TAKEN = "taken", _("Capture time")
        NAME = "name", _("Name")
        ADDED = "added", _("Added")
        MANUAL = "manual", _("Custom order")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    description = models.TextField(_("description"), blank=True)
    happened_on = models.DateField(_("date"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT)
    order = models.CharField(_("order"), max_length=6, choices=Order, default=Order.TAKEN)
    epoch = models.PositiveIntegerField(default=0, editable=False)
    cover = models.ForeignKey(
        Picture, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("cover")
    )
    cover_x = models.PositiveSmallIntegerField(default=50, validators=[MaxValueValidator(100)])
    cover_y = models.PositiveSmallIntegerField(default=50, validators=[MaxValueValidator(100)])
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaders = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", blank=True, verbose_name=_("uploaders")
    )
    # People who follow one of these invitations become uploaders of this album.
    invitations = models.ManyToManyField("accounts.Invitation", related_name="+", blank=True)
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

    @property
    def is_archived(self):
        return self.state == self.State.ARCHIVED


class FormerSlug(models.Model):
    """A slug that an album had before. It redirects to the album."""

    album = models.ForeignKey(Album, models.CASCADE, related_name="former_slugs")
    slug = models.SlugField(max_length=80, unique=True)

    def __str__(self):
        return self.slug
