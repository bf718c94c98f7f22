"""How a look at a file can end badly."""

from enum import StrEnum


class SandboxProblem(StrEnum):
    OVER_MEMORY = "over memory"
    OVER_TIME = "over time"
    OVER_SIZE = "over size"
    CRASHED = "crashed"
    UNREADABLE = "unreadable"
    UNSUPPORTED = "unsupported"
    TOO_MANY_PIXELS = "too many pixels"
    NO_PREVIEW = "no preview"
    NO_ROOM = "no room on the disk"


class SandboxError(Exception):
    """Nothing came of it: WHY is for people, SAID is what the machinery had to say."""

    def __init__(self, why: SandboxProblem, said: str = "") -> None:
        super().__init__(f"{why}: {said}" if said else str(why))
        self.why, self.said = why, said
