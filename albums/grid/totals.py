"""How much lies in an album, and what it weighs with every version of it."""

from django.db.models import Sum

from assets.models import Version


def compute_totals(album):
    lying = album.placements.in_grid().order_by()
    versions = Version.objects.filter(picture__in=lying.values("picture"))
    size = versions.aggregate(size=Sum("asset__size", default=0))["size"]
    return {"pictures": lying.count(), "size": size}
