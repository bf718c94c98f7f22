import uuid

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assets.intake.kinds import Kind
from assets.models.fields import WallClockField
from assets.processing.problems import Problem
from assets.storage import paths

models.CharField.register_lookup(Length)

# Fields that photos can be filtered by. Each has an index.
FACET_FIELDS = ("camera", "lens", "iso", "aperture", "shutter", "focal_length", "taken_local")


class AssetQuerySet(models.QuerySet):
    def ready(self):
        return self.filter(state=Asset.State.READY)

    def unprocessed(self):
        return self.filter(state__in=[Asset.State.NEW, Asset.State.PROCESSING], lost_at=None)

    def out_of_disk_space(self):
        """Return stored assets that could not be processed because the disk was full."""
        return self.filter(self._has_problem(problem=Problem.DISK_FULL), lost_at=None)

    def failed(self):
        return self.filter(state=Asset.State.FAILED)

    def incomplete(self):
        """Return assets of which something is missing: a step failed, or the original is lost."""
        is_failed = Q(state=Asset.State.FAILED)
        return self.filter(is_failed | Q(self._has_problem()) | ~Q(lost_at=None))

    def restart_processing(self, **changes):
        """Forget all earlier attempts at processing these assets, and their problems."""
        problems = self.model._meta.get_field("problems").related_model
        with transaction.atomic():
            # Whoever writes problems locks the asset first, so this does too.
            pks = list(self.by_hash().select_for_update().values_list("pk", flat=True))
            problems.objects.filter(asset__in=pks).delete()
            assets = self.model.objects.filter(pk__in=pks)
            return assets.update(state=Asset.State.NEW, attempts=0, **changes)

    def lost(self):
        """Return assets whose file was found missing or damaged and not restored yet."""
        return self.exclude(lost_at=None)

    def doomed(self):
        return self.exclude(doomed_at=None)

    def living(self):
        return self.filter(doomed_at=None)

    def without_versions(self):
        """Return assets that no picture uses."""
        versions = self.model._meta.get_field("versions").related_model
        return self.exclude(Exists(versions.objects.filter(asset=OuterRef("pk"))))

    def verified_before(self, moment):
        return self.filter(verified_at__lt=moment)

    def by_hash(self):
        return self.order_by("sha256")

    def longest_unverified_first(self):
        return self.order_by("verified_at", "sha256")

    def _has_problem(self, **values):
        problems = self.model._meta.get_field("problems").related_model
        return Exists(problems.objects.filter(asset=OuterRef("pk"), **values))


class Asset(models.Model):
    """One stored file. Its key follows from its content, so equal files are one asset."""

    class State(models.TextChoices):
        NEW = "new", _("New")
        PROCESSING = "processing", _("Preparing")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, unique=True, editable=False)
    crc32 = models.PositiveBigIntegerField("CRC-32", editable=False)
    size = models.PositiveBigIntegerField(_("size"), editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=[(kind, kind) for kind in Kind])
    extension = models.CharField(_("extension"), max_length=8, editable=False)
    kept_at = models.DateTimeField(_("stored"), default=timezone.now, editable=False)

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    attempts = models.PositiveSmallIntegerField(default=0)
    recipe = models.CharField(max_length=32, blank=True)

    verified_at = models.DateTimeField(_("last verified"), default=timezone.now, editable=False)
    lost_at = models.DateTimeField(_("lost"), null=True, editable=False)
    doomed_at = models.DateTimeField(null=True, editable=False)

    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    duration_seconds = models.FloatField(_("duration in seconds"), null=True)
    average_color = models.CharField(max_length=7, blank=True)
    placeholder = models.CharField(max_length=64, blank=True)

    camera = models.CharField(_("camera"), max_length=120, blank=True)
    lens = models.CharField(_("lens"), max_length=120, blank=True)
    iso = models.PositiveIntegerField("ISO", null=True)
    aperture = models.FloatField(_("aperture"), null=True)
    shutter = models.FloatField(_("shutter speed in seconds"), null=True)
    focal_length = models.FloatField(_("focal length"), null=True)
    taken_local = WallClockField(_("capture time"), null=True)
    offset_minutes = models.SmallIntegerField(_("UTC offset in minutes"), null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    content_id = models.CharField(max_length=64, blank=True, editable=False)

    objects = AssetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sha256__length=64), name="sha256_is_whole"),
            models.CheckConstraint(condition=Q(size__gt=0), name="asset_is_not_empty"),
            models.CheckConstraint(condition=Q(crc32__lt=2**32), name="crc32_is_32_bits"),
            models.CheckConstraint(
                condition=Q(kind__in=[str(kind) for kind in Kind]), name="asset_kind_is_known"
            ),
        ]
        indexes = [
            *(models.Index(fields=[facet], name=f"asset_{facet}") for facet in FACET_FIELDS),
            models.Index(fields=["verified_at", "sha256"], name="asset_longest_unverified"),
            models.Index(fields=["state"], condition=~Q(state="ready"), name="asset_unready"),
            models.Index(
                fields=["content_id"], condition=~Q(content_id=""), name="asset_content_id"
            ),
            models.Index(fields=["doomed_at"], condition=~Q(doomed_at=None), name="asset_doomed"),
            models.Index(fields=["lost_at"], condition=~Q(lost_at=None), name="asset_lost"),
        ]

    def __str__(self):
        return f"{self.sha256[:12]}.{self.extension}"

    @property
    def is_processed(self):
        """Whether processing has finished, successfully or not."""
        return self.state in {Asset.State.READY, Asset.State.FAILED}

    @property
    def key(self):
        return paths.original_key(self.sha256, self.extension)

    def matches(self, fingerprint):
        return (fingerprint.sha256, fingerprint.size) == (self.sha256, self.size)


class Metadata(models.Model):
    """The raw output of ExifTool or ffprobe for an asset."""

    asset = models.OneToOneField(Asset, models.CASCADE, primary_key=True, related_name="metadata")
    raw = models.JSONField(default=dict)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "metadata"

    def __str__(self):
        return str(self.asset_id)
