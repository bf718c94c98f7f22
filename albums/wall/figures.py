"""What an album weighs, with every version of what lies in it."""

from django.db.models import Sum

from assets.models import Version


def size(album):
    lying = album.placements.on_the_wall().order_by().values("picture")
    versions = Version.objects.filter(picture__in=lying)
    return versions.aggregate(size=Sum("asset__size", default=0))["size"]
