"""What can go wrong with a film. It is kept all the same, and can be downloaded."""

from enum import StrEnum


class VideoProblem(StrEnum):
    UNKNOWN_FORMAT = "a format that is not opened"
    UNREADABLE = "unreadable"
    NO_PICTURE = "no moving picture that can be shown"
    ENDS_EARLY = "ends earlier than it says"
    OVER_TIME = "took too long"
    OVER_MEMORY = "needs too much memory"
    TOO_LARGE = "became too large"
    NO_ROOM = "no room on the disk"
    CRASHED = "crashed"


class VideoError(Exception):
    """A film that cannot be worked with."""

    def __init__(self, why: VideoProblem, said: str = "") -> None:
        super().__init__(f"{why}: {said}" if said else why.value)
        self.why = why
        self.said = said


class FfmpegMissing(Exception):
    """A machine without ffmpeg and ffprobe, or with one that cannot do what films need."""
