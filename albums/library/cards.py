"""What a card shows of an album, for all cards of a page at once."""

from typing import NamedTuple

from django.db.models import Count, Q

from albums.grid import covers
from albums.grid.covers import Cover
from albums.library import incoming_files
from albums.models import Album, Placement
from assets.models import Asset

PROCESSING_STATES = {Asset.State.NEW, Asset.State.PROCESSING}
BADGES = {"published": "good", "draft": "hollow", "archived": "quiet"}


class Card(NamedTuple):
    """An album, and what happens there now."""

    album: Album
    cover: Cover | None
    pictures: int
    processing_count: int
    failed: int
    arriving_count: int

    @property
    def made(self):
        return self.pictures - self.processing_count

    @property
    def shade(self):
        return BADGES[self.album.state]

    @property
    def next(self):
        """What there is to be done, the most urgent first."""
        if not self.pictures:
            return "add"
        if self.failed:
            return "failed"
        if self.album.is_archived:
            return "restore"
        if self.album.state == Album.State.PUBLISHED:
            return "add"
        return "publish" if self.cover and self.cover.is_chosen else "cover"


def build_cards(albums, door):
    """A card for each album, in their order."""
    shown = covers.choose(albums, door)
    numbers, unready, coming = (
        _count_pictures(albums),
        _count_unready(albums),
        incoming_files.count_by_album(),
    )
    return [
        Card(
            album,
            shown.get(album.pk),
            numbers.get(album.pk, 0),
            *unready.get(album.pk, (0, 0)),
            coming.get(str(album.pk), 0),
        )
        for album in albums
    ]


def _count_pictures(albums):
    """All of it is in the index of the wall."""
    lying = Placement.objects.in_grid().filter(album__in=albums).order_by()
    return dict(lying.values_list("album").annotate(number=Count("pk")))


def _count_unready(albums):
    """How many are in the making and how many have failed, asked from those few on."""
    unready = Asset.objects.exclude(state=Asset.State.READY)
    lying = Placement.objects.in_grid().with_leading_version().filter(album__in=albums).order_by()
    found = lying.filter(picture__versions__asset__in=unready).values_list("album")
    state = "picture__versions__asset__state"
    making = Count("pk", filter=Q(**{f"{state}__in": PROCESSING_STATES}))
    failed = Count("pk", filter=Q(**{state: Asset.State.FAILED}))
    return {pk: (new, bad) for pk, new, bad in found.annotate(making=making, failed=failed)}
