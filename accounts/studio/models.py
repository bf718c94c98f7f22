import zoneinfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

THE_ONE = 1


class Studio(models.Model):
    """The settings of the studio. There is one row, or none as long as all are defaults."""

    class Accent(models.TextChoices):
        RUST = "rust", _("Rust")
        MOSS = "moss", _("Moss")
        SEA = "sea", _("Sea")
        PLUM = "plum", _("Plum")
        OCHRE = "ochre", _("Ochre")
        INK = "ink", _("Ink")

    name = models.CharField(_("studio name"), max_length=120, default="Client Pix")
    contact = models.EmailField(_("contact email"), blank=True)
    logo = models.BinaryField(blank=True, default=b"")
    logo_digest = models.CharField(max_length=64, blank=True)
    accent = models.CharField(_("colour"), max_length=8, choices=Accent, default=Accent.RUST)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    link_days = models.PositiveSmallIntegerField(
        _("links expire after"),
        null=True,
        blank=True,
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
    )
    may_download = models.BooleanField(_("allow downloads"), default=True)
    keeps_location = models.BooleanField(_("keep the location in downloads"), default=False)

    class Meta:
        # Two rows would be two answers to what the studio is called.
        constraints = [models.CheckConstraint(condition=models.Q(pk=THE_ONE), name="one_studio")]

    def __str__(self):
        return self.name

    @property
    def zone(self):
        return zoneinfo.ZoneInfo(self.time_zone or settings.TIME_ZONE)


def the_studio():
    """Return the saved settings or the defaults."""
    # The logo is deferred: this runs for every page, and only the logo's own URL needs its bytes.
    return Studio.objects.defer("logo").filter(pk=THE_ONE).first() or Studio(pk=THE_ONE)
