"""What is said of a picture and how it is held; its files stay as they are."""

from django.db import transaction

from assets.models import Picture, Version
from assets.processing import tasks
from assets.processing.recipes import TURNS

DEGREES = {"left": -90, "right": 90}


def save_caption(picture, words):
    Picture.objects.filter(pk=picture.pk).update(caption=words)


def rotate(picture, side):
    """A quarter to the left or to the right, of whatever it is turned by now."""
    with transaction.atomic():
        held = Picture.objects.select_for_update().get(pk=picture.pk)
        held.rotation = (held.rotation + DEGREES[side]) % (len(TURNS) * 90)
        held.save(update_fields=["rotation"])
        tasks.process_soon(_list_asset_ids(picture))


def reprocess(picture):
    """All that is made of its files; what is there goes on being shown."""
    tasks.process_again(_list_asset_ids(picture))


def _list_asset_ids(picture):
    shown = Version.objects.filter(picture=picture).exclude(role=Version.Role.SIDECAR)
    return list(shown.values_list("asset", flat=True))
