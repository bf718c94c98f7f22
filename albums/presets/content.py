"""Apply presets to albums, and fill the form of a new preset."""

from django.utils.translation import gettext as _

from albums import order_keys
from albums.models import Album, Section


def apply_preset(album, preset):
    """Add the preset's sections and uploaders to a new album."""
    # The fields of the album itself were set when it was created.
    orders = order_keys.spread(len(preset.sections))
    Section.objects.bulk_create(
        Section(album=album, title=title, order_key=order_key)
        for title, order_key in zip(preset.sections, orders, strict=True)
    )
    album.uploaders.add(*preset.uploaders.active())


def describe_album(album):
    """Return the initial values of a preset like this album."""
    return {
        "description": album.description,
        "order": album.order,
        "sections": list(album.sections.in_order().values_list("title", flat=True)),
        "uploaders": album.uploaders.active(),
    }


def suggest_wedding():
    """Return the initial values of a wedding preset, in the current language."""
    return {
        "name": _("Wedding"),
        "order": Album.Order.TAKEN,
        "sections": [
            _("Getting ready"),
            _("Ceremony"),
            _("Portraits"),
            _("Dinner and speeches"),
            _("Party"),
        ],
    }
