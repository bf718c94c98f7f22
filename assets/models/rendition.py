import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assets.models.asset import Asset
from assets.storage import paths


class RenditionQuerySet(models.QuerySet):
    def of_kind(self, kind):
        return self.filter(kind=kind)

    def current(self):
        """Leave out renditions of older recipes. They stay for URLs that still name them."""
        return self.filter(recipe=models.F("asset__recipe"))

    def living(self):
        return self.filter(asset__doomed_at=None)

    def verified_before(self, moment):
        return self.filter(verified_at__lt=moment)

    def longest_unverified_first(self):
        return self.order_by("verified_at", "id")


class Rendition(models.Model):
    """A file made from an original. Its bytes never change: a new recipe makes a new file."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="renditions")
    kind = models.CharField(
        max_length=10, choices=[(kind, kind) for kind in paths.RENDITION_KINDS]
    )
    recipe = models.CharField(max_length=32)
    extension = models.CharField(max_length=8)
    size = models.PositiveBigIntegerField()
    crc32 = models.PositiveBigIntegerField("CRC-32")
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    verified_at = models.DateTimeField(default=timezone.now)

    objects = RenditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "kind", "recipe"], name="rendition_once"),
            models.CheckConstraint(
                condition=Q(kind__in=paths.RENDITION_KINDS), name="rendition_kind_is_known"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="rendition_is_not_empty"),
            models.CheckConstraint(
                condition=Q(crc32__lt=2**32), name="rendition_crc32_is_32_bits"
            ),
        ]
        indexes = [models.Index(fields=["verified_at"], name="rendition_longest_unverified")]

    def __str__(self):
        return f"{self.kind} {self.recipe}"

    @property
    def key(self):
        return paths.rendition_key(self.kind, self.asset.sha256, self.recipe, self.extension)

    def matches(self, fingerprint):
        return (fingerprint.crc32, fingerprint.size) == (self.crc32, self.size)
