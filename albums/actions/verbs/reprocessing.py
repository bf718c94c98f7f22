"""Renditions, asked for again: because they are turned otherwise now, or because one failed."""

from itertools import batched

from albums.actions.execution import AT_ONCE, acting, note
from albums.models import Act
from assets.intake.kinds import Kind
from assets.models import Version
from assets.processing import tasks


def develop(album, choice, by):
    """What is there goes on being shown."""
    with acting(Act.Verb.DEVELOP, album, by, choice) as rows:
        tasks.develop_again(_assets([row.picture for row in rows]))
        return note(Act.Verb.DEVELOP, album, by, len(rows))


def turned(pictures):
    """What was drawn for another turn is no help."""
    tasks.develop_soon(_assets(pictures))


def _assets(pictures):
    found = set()
    for part in batched(pictures, AT_ONCE):
        versions = Version.objects.filter(picture__in=part).exclude(asset__kind=Kind.SIDECAR)
        found.update(versions.values_list("asset", flat=True))
    return sorted(found)
