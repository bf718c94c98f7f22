"""One thing that was looked at."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

OK, DEGRADED, DOWN = "ok", "degraded", "down"

TITLES = {
    "database": gettext_lazy("Database"),
    "disk": gettext_lazy("Disk"),
    "worker": gettext_lazy("Workers"),
    "queue": gettext_lazy("Work"),
    "versions": gettext_lazy("Versions"),
    "room": gettext_lazy("Room for pictures"),
    "originals": gettext_lazy("Originals"),
    "developing": gettext_lazy("Developing"),
    "verified": gettext_lazy("Last verified"),
    "findings": gettext_lazy("Findings"),
    "quarantine": gettext_lazy("Quarantine"),
    "uploads": gettext_lazy("Unfinished uploads"),
}


@dataclass(frozen=True)
class CheckResult:
    """How it is, what was seen, what to do."""

    name: str
    state: str
    seen: str
    advice: str = ""

    @property
    def title(self):
        return TITLES.get(self.name, self.name)
