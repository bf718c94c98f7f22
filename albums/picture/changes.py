"""Change the caption and the rotation of a picture. Its files are never changed."""

from django.db import transaction

from albums.actions.verbs import reprocessing, rotation
from assets.models import Picture

DEGREES = {"left": rotation.LEFT, "right": rotation.RIGHT}


def save_caption(picture, caption):
    Picture.objects.filter(pk=picture.pk).update(caption=caption)


def rotate(picture, side):
    """Rotate the picture by 90 degrees."""
    with transaction.atomic():
        rotation.rotate_pictures(Picture.objects, [picture.pk], DEGREES[side])


def reprocess(picture):
    """Create all renditions again. The existing ones are shown until then."""
    reprocessing.process_again([picture.pk])
