"""Reasons why a step of processing can fail, in one type for every program and library."""

from enum import StrEnum


def _(text: str) -> str:
    """Mark a text for makemessages. Code that may import Django translates it when it is shown."""
    return text


ADD_AGAIN = _("Upload it again from the camera or the memory card: this copy is damaged.")
ADD_JPEG = _("You can still download the original. To show it here, add a JPEG of the same name.")
ADD_EXPORT = _("Upload a smaller export as well.")
RETRY = _("Try again. If that doesn't help, the server's log has the details.")
RETRY_LATER = _("Try again when the server is less busy, or upload a smaller export as well.")
FREE_SPACE = _("Free up disk space on the server. The rest is then prepared automatically.")
INSTALL_EXIFTOOL = _("Install ExifTool on the server, then try again.")
INSTALL_FFMPEG = _("Install FFmpeg on the server, then try again.")


class Problem(StrEnum):
    """A reason, what people are told about it, and what they can do."""

    message: str
    advice: str

    def __new__(cls, value: str, message: str = "", advice: str = "") -> "Problem":
        # Type checkers take this for the signature of a look-up by value, hence the defaults.
        member = str.__new__(cls, value)
        member._value_, member.message, member.advice = value, message, advice
        return member

    CRASHED = "crashed", _("The program that reads this file crashed."), RETRY
    DAMAGED = "damaged", _("The file is damaged."), ADD_AGAIN
    DISK_FULL = "disk_full", _("The server's disk is full."), FREE_SPACE
    EXIFTOOL_MISSING = (
        "exiftool_missing",
        _("ExifTool isn't installed on the server."),
        INSTALL_EXIFTOOL,
    )
    FFMPEG_MISSING = (
        "ffmpeg_missing",
        _("FFmpeg is missing on the server, or lacks a feature that this video needs."),
        INSTALL_FFMPEG,
    )
    GAVE_UP = "gave_up", _("The server was interrupted too often while preparing it."), RETRY
    INTERNAL_ERROR = "internal_error", _("Something went wrong on the server."), RETRY
    INVALID_METADATA = "invalid_metadata", _("The file's metadata can't be read."), ADD_AGAIN
    METADATA_TOO_LARGE = (
        "metadata_too_large",
        _("The file contains too much metadata."),
        ADD_EXPORT,
    )
    NO_EMBEDDED_PREVIEW = (
        "no_embedded_preview",
        _("This RAW format isn't supported, and the file contains no preview."),
        ADD_JPEG,
    )
    NO_VIDEO_STREAM = (
        "no_video_stream",
        _("The file contains no playable video."),
        ADD_JPEG,
    )
    OUTPUT_TOO_LARGE = "output_too_large", _("The result would be too large."), ADD_EXPORT
    OUT_OF_MEMORY = "out_of_memory", _("It needs too much memory."), RETRY_LATER
    TIMED_OUT = "timed_out", _("It took too long."), RETRY_LATER
    TOO_MANY_PIXELS = "too_many_pixels", _("The image has too many pixels."), ADD_EXPORT
    TRUNCATED = "truncated", _("The video ends before it should."), ADD_AGAIN
    UNSUPPORTED_FORMAT = "unsupported_format", _("This format isn't supported."), ADD_JPEG

    @property
    def is_of_server(self) -> bool:
        """Return whether the server lacks something, so that no file is to blame."""
        return self in {Problem.DISK_FULL, Problem.EXIFTOOL_MISSING, Problem.FFMPEG_MISSING}

    @property
    def is_passing(self) -> bool:
        """Return whether the same file may succeed at another time."""
        return self in {Problem.CRASHED, Problem.OUT_OF_MEMORY, Problem.TIMED_OUT}


class ProcessingError(Exception):
    """A step failed: the problem is for people, the detail is what a program or library said."""

    def __init__(self, problem: Problem, detail: str = "") -> None:
        super().__init__(f"{problem}: {detail}" if detail else str(problem))
        self.problem, self.detail = problem, detail
