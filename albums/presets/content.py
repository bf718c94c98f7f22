"""What albums of one sort have in common: taken from one of them, and given to the next."""

from django.utils.translation import gettext as _

from albums import order_keys
from albums.models import Album, Section


def apply_preset(album, preset):
    """Give a new album its sections and its people; its own fields were given before."""
    orders = order_keys.spread(len(preset.sections))
    Section.objects.bulk_create(
        Section(album=album, title=title, order_key=order_key)
        for title, order_key in zip(preset.sections, orders, strict=True)
    )
    album.uploaders.add(*preset.uploaders.active())


def describe_album(album):
    """What a preset made of this album says."""
    return {
        "description": album.description,
        "order": album.order,
        "sections": list(album.sections.in_order().values_list("title", flat=True)),
        "uploaders": album.uploaders.active(),
    }


def suggest_wedding():
    """A first one to begin with, in the language of who asks; it is only made when they save."""
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
