"""Import the drawn photos into an album, the same way as any other photos."""

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
from demo.progress import draw_with_progress
from demo.shoot import script

BATCH = 40


def fill(shots, options, email, console, halt):
    """Draw and import the shots that the album doesn't have yet. Return the exit status."""
    by = Destination("", email).person()
    album = _find_album() or Destination(str(script.TITLE), email).album(by)
    names = _names_in(album)
    missing = [shot for shot in shots if not names.issuperset(shot.names)]
    if not missing:
        console.say(f"{album}: all {len(shots)} photos have been added already.")
        return 0
    for batch in _batches(missing):
        if code := _import_batch(batch, options, Destination(album.slug, email), console, halt):
            return code
    _publish(album)
    console.say(f"{album} is ready: {settings.SITE_URL}")
    return 0


def _find_album():
    # The title may be in any language. An album in the trash can't take photos.
    titles = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            titles.append(str(script.TITLE))
    return Album.objects.alive().filter(title__in=titles).newest_first().last()


def _names_in(album):
    versions = Version.objects.filter(picture__placements__album=album)
    return set(versions.values_list("name", flat=True))


def _batches(shots):
    # At most BATCH shots of one chapter at once, because the temporary folder may be small.
    for _title, chapter in groupby(shots, lambda shot: shot.chapter):
        yield from batched(chapter, BATCH)


def _import_batch(shots, options, destination, console, halt):
    with tempfile.TemporaryDirectory(prefix="clientpix-demo-") as folder:
        draw_with_progress(shots, folder, options, console, halt)
        if halt.is_set:
            console.say("Stopped. Run the same command again to continue.")
            return importer.EXIT_STOPPED
        console.begin()
        import_options = ImportOptions(settings.CPU_COUNT, has_sections=True)
        return importer.import_paths([Path(folder)], destination, console, halt, import_options)


def _publish(album):
    # Only an album that is still as it was created: someone may have edited it.
    Album.objects.filter(pk=album.pk, state=Album.State.DRAFT, happened_on=None).update(
        state=Album.State.PUBLISHED,
        happened_on=script.DAY,
        description=str(script.DESCRIPTION),
    )
