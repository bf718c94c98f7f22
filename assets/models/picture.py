import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Mod
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assets.models.asset import Asset
from assets.models.fields import WallClockField


class PictureQuerySet(models.QuerySet):
    def unmerged(self):
        """Leave out the redirects that remain after a merge."""
        return self.filter(merged_into=None)

    def discarded(self):
        return self.exclude(discarded_at=None)

    def due_for_removal(self, now):
        """Return discarded pictures that may be removed by now. Some are to be kept longer."""
        return self.filter(discarded_at__lte=now)

    def kept(self):
        return self.filter(discarded_at=None)

    def rotate(self, degrees):
        """Rotate clockwise by DEGREES, in addition to the current rotation of each picture."""
        # One statement, so that two rotations at the same moment add up. Not negative, because
        # the remainder of a negative number has the sign of the database.
        return self.update(rotation=Mod(F("rotation") + degrees % 360, 360))


class Picture(models.Model):
    """One photo or video as people see it, whatever files it has."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    caption = models.TextField(_("caption"), blank=True)
    rotation = models.PositiveSmallIntegerField(
        _("rotation"),
        default=0,
        choices=[(degrees, f"{degrees}°") for degrees in (0, 90, 180, 270)],
    )
    taken_override = WallClockField(_("corrected capture time"), null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    discarded_at = models.DateTimeField(null=True, editable=False)

    objects = PictureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rotation__in=(0, 90, 180, 270)), name="rotation_is_a_quarter_turn"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="not_into_itself"
            ),
        ]
        indexes = [
            models.Index(
                fields=["discarded_at"],
                condition=~Q(discarded_at=None),
                name="picture_discarded",
            )
        ]

    def __str__(self):
        return self.caption or str(self.id)


class VersionQuerySet(models.QuerySet):
    def leading(self):
        return self.filter(leads=True)

    def sidecars(self):
        return self.filter(role=Version.Role.SIDECAR)

    def uploaded_by(self, person):
        return self.filter(uploader=person)

    def in_arrival_order(self):
        return self.order_by("arrived_at", "id")


class Version(models.Model):
    """An asset as a part of a picture, with the name it was uploaded under."""

    class Role(models.TextChoices):
        RAW = "raw", _("RAW")
        CAMERA = "camera", _("Camera file")
        EDIT = "edit", _("Edit")
        FILM = "film", _("Video")
        SIDECAR = "sidecar", _("Sidecar")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    picture = models.ForeignKey(Picture, models.PROTECT, related_name="versions")
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="versions")
    name = models.CharField(_("file name"), max_length=255)
    stem = models.CharField(max_length=255, editable=False)
    # What the names of all files of one shot have in common.
    shot_stem = models.CharField(max_length=255, default="", editable=False)
    folder = models.CharField(_("original folder"), max_length=500, blank=True)
    role = models.CharField(_("role"), max_length=8, choices=Role)
    leads = models.BooleanField(_("main file"), default=False)
    # A person moved this file out of another picture, so it's not merged into it again.
    is_separated = models.BooleanField(default=False, editable=False)
    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    arrived_at = models.DateTimeField(_("uploaded"), default=timezone.now)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["picture", "asset"], name="version_once"),
            models.UniqueConstraint(
                fields=["picture"], condition=Q(leads=True), name="one_version_leads"
            ),
        ]
        indexes = [
            models.Index(fields=["stem"], name="version_stem"),
            models.Index(fields=["shot_stem"], name="version_shot_stem"),
            models.Index(fields=["uploader", "asset"], name="version_sent"),
        ]

    def __str__(self):
        return self.name
