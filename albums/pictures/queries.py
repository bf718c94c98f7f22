"""Which pictures there are for somebody, each by the version of it that leads."""

from django.db.models import Exists, OuterRef

from albums.models import Placement
from assets.intake.kinds import Kind
from assets.models import Version

SAME_PICTURE = {"picture": OuterRef("picture")}


def visible_to(person):
    """What is in the trash, and with it in no other album, is out of sight."""
    if person.is_owner:
        mine = versions_in_use()
    else:
        mine = _kept_versions().filter(
            Exists(
                Placement.objects.visible_to(person).filter(
                    is_orphan_sidecar=False, **SAME_PICTURE
                )
            )
        )
    return mine.leading().exclude(asset__kind=Kind.SIDECAR)


def versions_in_use():
    """All that pictures are made of which lie in an album, or in none and not in the trash."""
    placed = Placement.objects.filter(**SAME_PICTURE)
    return _kept_versions().filter(Exists(placed.alive()) | ~Exists(placed))


def unfiled_versions():
    """What lies in no album, and in the trash of none; that does not make it garbage."""
    return _kept_versions().leading().exclude(Exists(Placement.objects.filter(**SAME_PICTURE)))


def discarded_versions():
    """What somebody threw away from there, as long as it can be had back."""
    leading = Version.objects.leading().exclude(picture__discarded_at=None)
    return leading.exclude(Exists(Placement.objects.filter(**SAME_PICTURE)))


def _kept_versions():
    """What was merged into another picture has no files any more: it is not asked for."""
    return Version.objects.filter(picture__discarded_at=None)
