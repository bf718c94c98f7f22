"""The properties of a video, and whether browsers can play it."""

from fractions import Fraction
from typing import NamedTuple

MAX_LONG_EDGE, MAX_SHORT_EDGE = 1920, 1080
MAX_FRAME_RATE = 60
MAX_BIT_RATE = 20_000_000
MAX_CHANNELS = 6
ISO_EXTENSIONS = {"3gp", "m4v", "mov", "mp4"}

_PLAYABLE_EXTENSIONS = {"m4v", "mov", "mp4"}
_COPYABLE_EXTENSIONS = {*ISO_EXTENSIONS, "mkv"}
_PROFILES = {"Constrained Baseline", "Baseline", "Main", "High", "Progressive High"}
_PIXELS = {"yuv420p", "yuvj420p"}
_AUDIO_CODECS = {("aac", "LC"), ("aac", "HE-AAC"), ("aac", "HE-AACv2"), ("mp3", "")}
_HDR = {"smpte2084", "arib-std-b67"}
_MIN_LIKELY_BIT_RATE = 1_000_000


class VideoStream(NamedTuple):
    """The first video stream."""

    at: int
    codec: str
    profile: str
    pixel_format: str
    transfer: str
    matrix: str
    rate: float
    bit_rate: int
    turn: float
    is_interlaced: bool
    has_square_pixels: bool

    @property
    def is_hdr(self) -> bool:
        return self.transfer in _HDR

    @property
    def is_browser_codec(self) -> bool:
        is_known = (
            self.codec == "h264" and self.profile in _PROFILES and self.pixel_format in _PIXELS
        )
        return is_known and not self.is_hdr

    @property
    def has_plain_geometry(self) -> bool:
        return self.has_square_pixels and not self.is_interlaced and self.turn % 90 == 0

    @property
    def is_within_rate_limits(self) -> bool:
        return 0 < self.rate <= MAX_FRAME_RATE + 0.5 and self.bit_rate <= MAX_BIT_RATE


class AudioStream(NamedTuple):
    """The first audio stream."""

    at: int
    codec: str
    profile: str
    channels: int

    @property
    def is_browser_codec(self) -> bool:
        return (self.codec, self.profile) in _AUDIO_CODECS and self.channels <= MAX_CHANNELS


class Footage(NamedTuple):
    """One video; its width and height are those on screen: upright, in square pixels."""

    extension: str
    width: int
    height: int
    seconds: float
    pictures: VideoStream
    audio: AudioStream | None
    has_other_streams: bool
    has_location: bool
    is_faststart: bool
    has_only_known_boxes: bool

    @property
    def playback_size(self) -> tuple[int, int]:
        """Return the size for playback: at most Full HD, even numbers, and never enlarged."""
        is_wide = self.width >= self.height
        across, down = (
            (MAX_LONG_EDGE, MAX_SHORT_EDGE) if is_wide else (MAX_SHORT_EDGE, MAX_LONG_EDGE)
        )
        scale = min(Fraction(1), Fraction(across, self.width), Fraction(down, self.height))
        return _round_to_even(self.width * scale), _round_to_even(self.height * scale)

    @property
    def is_full_hd_or_smaller(self) -> bool:
        long, short = max(self.width, self.height), min(self.width, self.height)
        return long <= MAX_LONG_EDGE and short <= MAX_SHORT_EDGE

    @property
    def has_no_private_data(self) -> bool:
        # Unknown boxes and other streams may contain a location, an owner or a serial number.
        return self.has_only_known_boxes and not (self.has_other_streams or self.has_location)


def is_playable(footage: Footage) -> bool:
    """Return whether browsers can play the original, and it has no private data."""
    is_open = (
        footage.extension in _PLAYABLE_EXTENSIONS
        and footage.is_faststart
        and footage.has_no_private_data
    )
    return is_open and can_play_video(footage) and can_play_audio(footage)


def can_play_video(footage: Footage) -> bool:
    pictures = footage.pictures
    return (
        footage.is_full_hd_or_smaller
        and pictures.is_browser_codec
        and pictures.has_plain_geometry
        and pictures.is_within_rate_limits
    )


def can_play_audio(footage: Footage) -> bool:
    return footage.audio is None or footage.audio.is_browser_codec


def can_copy_video(footage: Footage) -> bool:
    # In other containers, frames have no timestamps of their own that could be copied.
    return footage.extension in _COPYABLE_EXTENSIONS and can_play_video(footage)


def can_copy_audio(footage: Footage) -> bool:
    return footage.extension in _COPYABLE_EXTENSIONS and can_play_audio(footage)


def estimate_seconds(footage: Footage, size: int) -> float:
    # Some videos do not say how long they are.
    return footage.seconds or 8 * size / _MIN_LIKELY_BIT_RATE


def _round_to_even(length: Fraction) -> int:
    return max(2 * round(length / 2), 2)
