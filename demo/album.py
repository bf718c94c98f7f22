"""The shoot brought into its album, through the same doors as everybody's pictures."""

import tempfile
from itertools import batched, groupby
from pathlib import Path

from django.conf import settings
from django.utils import translation

from albums.imports import importer
from albums.imports.destination import Destination
from albums.imports.run import ImportOptions
from albums.models import Album
from assets.models import Version
from demo.progress import draw_up
from demo.shoot import script

BATCH = 40


def fill(shots, way, email, console, halt):
    """The exit status. What is in the album already is not drawn again."""
    by = Destination("", email).person()
    album = _album() or Destination(str(script.TITLE), email).album(by)
    names = _names_in(album)
    missing = [shot for shot in shots if not names.issuperset(shot.names)]
    if not missing:
        console.say(f"{album}: all {len(shots)} pictures are here already.")
        return 0
    for batch in _batches(missing):
        if code := _bring(batch, way, Destination(album.slug, email), console, halt):
            return code
    _open(album)
    console.say(f"{album} is there to be looked at: {settings.SITE_URL}")
    return 0


def _album():
    """In whatever language it was named; one in the trash is no place for pictures."""
    titles = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            titles.append(str(script.TITLE))
    return Album.objects.alive().filter(title__in=titles).newest_first().last()


def _names_in(album):
    versions = Version.objects.filter(picture__placements__album=album)
    return set(versions.values_list("name", flat=True))


def _batches(shots):
    """Chapter by chapter, and never more at once than a temporary folder takes easily."""
    for _title, chapter in groupby(shots, lambda shot: shot.chapter):
        yield from batched(chapter, BATCH)


def _bring(shots, way, destination, console, halt):
    with tempfile.TemporaryDirectory(prefix="clientpix-demo-") as folder:
        draw_up(shots, folder, way, console, halt)
        if halt.is_set:
            console.say("Stopped. Run the same command again to continue.")
            return importer.EXIT_STOPPED
        console.begin()
        how = ImportOptions(settings.CPU_COUNT, has_sections=True)
        return importer.import_paths([Path(folder)], destination, console, halt, how)


def _open(album):
    """What was made here is shown; an album that somebody has changed stays as it is."""
    Album.objects.filter(pk=album.pk, state=Album.State.DRAFT, happened_on=None).update(
        state=Album.State.PUBLISHED,
        happened_on=script.DAY,
        description=str(script.DESCRIPTION),
    )
