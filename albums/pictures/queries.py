"""Which pictures there are for somebody, each by the version of it that leads."""

from django.db.models import Exists, OuterRef

from albums.models import Placement
from assets.intake.kinds import Kind
from assets.models import Version

HERE = {"picture": OuterRef("picture")}


def by(person):
    """What is in the trash, and with it in no other album, is out of sight."""
    if person.is_owner:
        mine = files()
    else:
        mine = _kept().filter(
            Exists(Placement.objects.seen_by(person).filter(aside=False, **HERE))
        )
    return mine.leading().exclude(asset__kind=Kind.SIDECAR)


def files():
    """All that pictures are made of which lie in an album, or in none and not in the trash."""
    placed = Placement.objects.filter(**HERE)
    return _kept().filter(Exists(placed.alive()) | ~Exists(placed))


def unfiled():
    """What lies in no album, and in the trash of none; that does not make it garbage."""
    return _kept().leading().exclude(Exists(Placement.objects.filter(**HERE)))


def discarded():
    """What somebody threw away from there, as long as it can be had back."""
    leading = Version.objects.leading().exclude(picture__discarded_at=None)
    return leading.exclude(Exists(Placement.objects.filter(**HERE)))


def _kept():
    """What was merged into another picture has no files any more: it is not asked for."""
    return Version.objects.filter(picture__discarded_at=None)
