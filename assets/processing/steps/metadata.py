"""What the camera wrote into a file, asked once and kept word for word."""

from django.db import transaction
from django.utils import timezone

from accounts.studio.models import the_studio
from assets.intake.kinds import Kind
from assets.models import Asset, Metadata
from assets.processing import metadata, probe, step_errors

NAME = "facts"
IS_NEEDED = False
SAID = {"xmp"}
COLUMNS = (
    *("camera", "lens", "iso", "aperture", "shutter", "focal_length", "taken_local"),
    *("offset_minutes", "latitude", "longitude", "width", "height", "duration_seconds"),
    "content_id",
)
PASSING = {probe.ProbeProblem.OVER_TIME, probe.ProbeProblem.CRASHED}


def concerns(asset):
    speaks = asset.kind != Kind.SIDECAR or asset.extension in SAID
    return speaks and not Metadata.objects.filter(asset=asset).exists()


def look(asset, path, into, tell):
    try:
        return probe.read_all(path, asset.extension)
    except probe.ProbeError as trouble:
        raise step_errors.from_error(trouble, PASSING) from trouble


def keep(asset, said):
    found = metadata.parse(said, the_studio().zone)
    for column in COLUMNS:
        setattr(asset, column, getattr(found, column))
    with transaction.atomic():
        if not Asset.objects.living().select_for_update().filter(pk=asset.pk).first():
            return
        asset.save(update_fields=COLUMNS)
        told = {"raw": said, "read_at": timezone.now()}
        Metadata.objects.update_or_create(asset=asset, defaults=told)
