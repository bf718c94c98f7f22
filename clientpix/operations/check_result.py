"""The result of one health check."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

OK, DEGRADED, DOWN = "ok", "degraded", "down"

TITLES = {
    "database": gettext_lazy("Database"),
    "disk": gettext_lazy("Disk"),
    "worker": gettext_lazy("Workers"),
    "queue": gettext_lazy("Background jobs"),
    "versions": gettext_lazy("Versions"),
    "room": gettext_lazy("Space for photos"),
    "originals": gettext_lazy("Original files"),
    "developing": gettext_lazy("Previews"),
    "verified": gettext_lazy("Last verification"),
    "findings": gettext_lazy("Problems found"),
    "quarantine": gettext_lazy("Quarantine"),
    "uploads": gettext_lazy("Unfinished uploads"),
}


@dataclass(frozen=True)
class CheckResult:
    """A state, what was measured, and advice on what to do about it."""

    name: str
    state: str
    seen: str
    advice: str = ""

    @property
    def title(self):
        return TITLES.get(self.name, self.name)
