"""Count the photos of an album, and add up the sizes of all their versions."""

from django.db.models import Sum

from assets.models import Version


def compute_totals(album):
    placements = album.placements.in_grid().order_by()
    versions = Version.objects.filter(picture__in=placements.values("picture"))
    size = versions.aggregate(size=Sum("asset__size", default=0))["size"]
    return {"pictures": placements.count(), "size": size}
