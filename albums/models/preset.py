import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from albums.models.album import Album


class Preset(models.Model):
    """Defaults for new albums of one sort, such as weddings or portraits."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=80, unique=True)
    description = models.TextField(_("description"), blank=True)
    order = models.CharField(
        _("order"), max_length=6, choices=Album.Order, default=Album.Order.TAKEN
    )
    sections = models.JSONField(_("sections"), default=list, blank=True)  # titles, in their order
    uploaders = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", blank=True, verbose_name=_("uploaders")
    )

    def __str__(self):
        return self.name
