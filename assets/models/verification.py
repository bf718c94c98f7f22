import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class VerificationQuerySet(models.QuerySet):
    def unfinished(self):
        return self.filter(finished_at=None)

    def full(self):
        """Return finished verifications of all files."""
        return self.filter(scope__share=100).exclude(finished_at=None)

    def newest_first(self):
        return self.order_by("-started_at", "id")


class Verification(models.Model):
    """One verification of all stored files, or of a share of them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scope = models.JSONField(default=dict)
    started_at = models.DateTimeField(default=timezone.now)
    last_key = models.CharField(max_length=200, blank=True)
    files_checked = models.PositiveBigIntegerField(default=0)
    bytes_checked = models.PositiveBigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    objects = VerificationQuerySet.as_manager()

    def __str__(self):
        return f"{self.started_at:%Y-%m-%d %H:%M}"


class FindingQuerySet(models.QuerySet):
    def open(self):
        return self.filter(repaired_at=None)

    def by_key(self):
        return self.order_by("key", "id")


class Finding(models.Model):
    """A stored file that is missing, damaged, or unknown to the database."""

    class Problem(models.TextChoices):
        MISSING = "missing", _("Missing")
        DAMAGED = "damaged", _("Damaged")
        STRAY = "stray", _("Stray")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    verification = models.ForeignKey(
        Verification, models.CASCADE, null=True, related_name="findings"
    )
    key = models.CharField(max_length=200)
    problem = models.CharField(max_length=8, choices=Problem)
    found_at = models.DateTimeField(default=timezone.now)
    repaired_at = models.DateTimeField(null=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "problem"],
                condition=models.Q(repaired_at=None),
                name="found_once",
            )
        ]

    def __str__(self):
        return f"{self.problem}: {self.key}"
