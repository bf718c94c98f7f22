"""Read what the camera wrote into a file, once, and keep it unchanged."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.studio.models import the_studio
from assets.intake.kinds import Kind
from assets.models import Asset, Metadata
from assets.processing import metadata, probe

NAME = "metadata"
LABEL = _("Couldn't read the camera's details.")
IS_REQUIRED = False
READABLE_SIDECARS = {"xmp"}
COLUMNS = (
    *("camera", "lens", "iso", "aperture", "shutter", "focal_length", "taken_local"),
    *("offset_minutes", "latitude", "longitude", "width", "height", "duration_seconds"),
    "content_id",
)


def applies_to(asset):
    is_readable = asset.kind != Kind.SIDECAR or asset.extension in READABLE_SIDECARS
    return is_readable and not Metadata.objects.filter(asset=asset).exists()


def look(asset, path, folder, report_progress):
    return probe.read_all(path, asset.extension)


def keep(asset, raw):
    parsed = metadata.parse(raw, the_studio().zone)
    for column in COLUMNS:
        setattr(asset, column, getattr(parsed, column))
    with transaction.atomic():
        if not Asset.objects.living().select_for_update().filter(pk=asset.pk).first():
            return
        asset.save(update_fields=COLUMNS)
        values = {"raw": raw, "read_at": timezone.now()}
        Metadata.objects.update_or_create(asset=asset, defaults=values)
