"""How often a failed job is retried, and how long it may take."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

MAX_DELAY = timedelta(hours=1)
BACKOFF_FACTOR = 4


@dataclass(frozen=True)
class Policy:
    """The OPTIONS of the task back end. Times are in seconds."""

    attempts: int = 4
    delay: float = 10
    lease: float = 30
    time_limit: float = 1800
    once: frozenset[str] = frozenset({"once"})

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> "Policy":
        known = {field.name for field in fields(cls)}
        if unknown := set(options) - known:
            raise ValueError(f"unknown OPTIONS of the task back end: {', '.join(unknown)}")
        return cls(**{**options, "once": frozenset(options.get("once", cls.once))})

    def retry_at(
        self, attempt: int, now: datetime, chance: float | None = None
    ) -> datetime | None:
        """Return when to retry after ATTEMPT, ever later, or None after the last attempt."""
        if attempt >= self.attempts:
            return None
        jitter = 0.8 + 0.4 * (random.random() if chance is None else chance)  # noqa: S311
        pause = timedelta(seconds=self.delay * BACKOFF_FACTOR ** min(attempt - 1, 10) * jitter)
        return now + min(pause, MAX_DELAY)
