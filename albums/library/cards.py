"""Build the cards of the library, with the same number of queries for any number of albums."""

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
    album: Album
    cover: Cover | None
    pictures: int
    processing: int
    failed: int
    arriving_count: int

    @property
    def processed(self):
        return self.pictures - self.processing

    @property
    def badge(self):
        return BADGES[self.album.state]

    @property
    def next_step(self):
        """Return the name of the most urgent next step."""
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
    """Return a card for each album, in the same order."""
    covers_by_album = covers.choose(albums, door)
    pictures = _count_pictures(albums)
    unready = _count_unready(albums)
    incoming = incoming_files.count_by_album()
    return [
        Card(
            album,
            covers_by_album.get(album.pk),
            pictures.get(album.pk, 0),
            *unready.get(album.pk, (0, 0)),
            incoming.get(str(album.pk), 0),
        )
        for album in albums
    ]


def _count_pictures(albums):
    # Counted from the index of visible placements alone, without reading rows.
    placements = Placement.objects.in_grid().filter(album__in=albums).order_by()
    return dict(placements.values_list("album").annotate(number=Count("pk")))


def _count_unready(albums):
    """Return the number of photos being processed and of failed ones, by album."""
    # Starts from the few assets that aren't ready, not from all photos of the albums.
    unready = Asset.objects.exclude(state=Asset.State.READY)
    placements = Placement.objects.in_grid().with_leading_version().filter(album__in=albums)
    rows = placements.filter(picture__versions__asset__in=unready).order_by()
    state = "picture__versions__asset__state"
    processing = Count("pk", filter=Q(**{f"{state}__in": PROCESSING_STATES}))
    failed = Count("pk", filter=Q(**{state: Asset.State.FAILED}))
    counts = rows.values_list("album").annotate(processing=processing, failed=failed)
    return {pk: (processing, failed) for pk, processing, failed in counts}
