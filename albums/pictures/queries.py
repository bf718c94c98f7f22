"""Query photos, each by its leading version."""

from django.db.models import Exists, OuterRef

from albums.models import Placement
from assets.intake.kinds import Kind
from assets.models import Version

SAME_PICTURE = {"picture": OuterRef("picture")}


def visible_to(person):
    """Return the leading versions the person may see, except those only in the trash."""
    if person.is_owner:
        versions = versions_in_use()
    else:
        versions = _kept_versions().filter(
            Exists(
                Placement.objects.visible_to(person).filter(
                    is_orphan_sidecar=False, **SAME_PICTURE
                )
            )
        )
    return versions.leading().exclude(asset__kind=Kind.SIDECAR)


def versions_in_use():
    """Return the versions of all pictures that are in an album or unfiled."""
    placed = Placement.objects.filter(**SAME_PICTURE)
    return _kept_versions().filter(Exists(placed.alive()) | ~Exists(placed))


def unfiled_versions():
    """Return the leading versions of pictures in no album and in no album's trash."""
    return _kept_versions().leading().exclude(Exists(Placement.objects.filter(**SAME_PICTURE)))


def discarded_versions():
    """Return the leading versions of unfiled pictures in the trash."""
    leading = Version.objects.leading().exclude(picture__discarded_at=None)
    return leading.exclude(Exists(Placement.objects.filter(**SAME_PICTURE)))


def _kept_versions():
    # Pictures that were merged into another one have no versions, so they need no condition.
    return Version.objects.filter(picture__discarded_at=None)
