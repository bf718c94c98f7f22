"""What is said of a picture and how it is held; its files stay as they are."""

from django.db import transaction

from assets.models import Asset, Picture, Version
from assets.recipes import TURNS
from assets.tasks import develop_soon

QUARTERS = {"left": -90, "right": 90}


def write_caption(picture, words):
    Picture.objects.filter(pk=picture.pk).update(caption=words)


def turn(picture, side):
    """A quarter to the left or to the right, of whatever it is turned by now."""
    with transaction.atomic():
        held = Picture.objects.select_for_update().get(pk=picture.pk)
        held.turn = (held.turn + QUARTERS[side]) % (len(TURNS) * 90)
        held.save(update_fields=["turn"])
        develop_soon(_assets_of(picture))


def develop_again(picture):
    """All that is made of its files, from the beginning; those that are at it go on."""
    with transaction.atomic():
        assets = Asset.objects.living().filter(pk__in=_assets_of(picture), lost_at=None)
        again = assets.exclude(state=Asset.State.DEVELOPING)
        pks = list(again.values_list("pk", flat=True))
        again.update(state=Asset.State.NEW, attempts=0, trouble="")
        develop_soon(pks)


def _assets_of(picture):
    shown = Version.objects.filter(picture=picture).exclude(role=Version.Role.SIDECAR)
    return list(shown.values_list("asset", flat=True))
