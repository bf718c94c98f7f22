"""Change the caption and the rotation of a picture. Its files are never changed."""

from django.db import transaction

from assets.models import Picture, Version
from assets.processing import tasks
from assets.processing.recipes import TURNS

DEGREES = {"left": -90, "right": 90}


def save_caption(picture, caption):
    Picture.objects.filter(pk=picture.pk).update(caption=caption)


def rotate(picture, side):
    """Rotate the picture by 90 degrees."""
    with transaction.atomic():
        # Locked, so that two rotations at the same moment add up.
        locked = Picture.objects.select_for_update().get(pk=picture.pk)
        locked.rotation = (locked.rotation + DEGREES[side]) % (len(TURNS) * 90)
        locked.save(update_fields=["rotation"])
        tasks.process_soon(_list_asset_ids(picture))


def reprocess(picture):
    """Create all renditions again. The existing ones are shown until then."""
    tasks.process_again(_list_asset_ids(picture))


def _list_asset_ids(picture):
    versions = Version.objects.filter(picture=picture).exclude(role=Version.Role.SIDECAR)
    return list(versions.values_list("asset", flat=True))
