"""What is in a film, and what browsers make of that."""

from fractions import Fraction
from typing import NamedTuple

LONG, SHORT = 1920, 1080
FASTEST = 60
MOST_BITS = 20_000_000
MOST_CHANNELS = 6
ISO = {"3gp", "m4v", "mov", "mp4"}

_PLAYED = {"m4v", "mov", "mp4"}
_COPIED_FROM = {*ISO, "mkv"}
_PROFILES = {"Constrained Baseline", "Baseline", "Main", "High", "Progressive High"}
_PIXELS = {"yuv420p", "yuvj420p"}
_SOUNDS = {("aac", "LC"), ("aac", "HE-AAC"), ("aac", "HE-AACv2"), ("mp3", "")}
_HDR = {"smpte2084", "arib-std-b67"}
_SLOWEST_LIKELY = 1_000_000


class Pictures(NamedTuple):
    """The first stream of moving pictures."""

    at: int
    codec: str
    profile: str
    pixels: str
    transfer: str
    matrix: str
    rate: float
    bit_rate: int
    turn: float
    is_interlaced: bool
    is_square: bool

    @property
    def is_hdr(self) -> bool:
        return self.transfer in _HDR

    @property
    def is_plain(self) -> bool:
        is_known = self.codec == "h264" and self.profile in _PROFILES and self.pixels in _PIXELS
        return is_known and not self.is_hdr

    @property
    def is_straight(self) -> bool:
        return self.is_square and not self.is_interlaced and self.turn % 90 == 0

    @property
    def is_calm(self) -> bool:
        return 0 < self.rate <= FASTEST + 0.5 and self.bit_rate <= MOST_BITS


class Sound(NamedTuple):
    """The first stream of sound."""

    at: int
    codec: str
    profile: str
    channels: int

    @property
    def is_plain(self) -> bool:
        return (self.codec, self.profile) in _SOUNDS and self.channels <= MOST_CHANNELS


class Footage(NamedTuple):
    """One film; its width and height are what is seen: upright, in square pixels."""

    extension: str
    width: int
    height: int
    seconds: float
    pictures: Pictures
    sound: Sound | None
    has_company: bool
    has_location: bool
    is_faststart: bool
    is_bare: bool

    @property
    def fitted(self) -> tuple[int, int]:
        """Within 1920 x 1080, or 1080 x 1920 where it stands; even, and never enlarged."""
        is_wide = self.width >= self.height
        across, down = (LONG, SHORT) if is_wide else (SHORT, LONG)
        scale = min(Fraction(1), Fraction(across, self.width), Fraction(down, self.height))
        return _even(self.width * scale), _even(self.height * scale)

    @property
    def is_small(self) -> bool:
        long, short = max(self.width, self.height), min(self.width, self.height)
        return long <= LONG and short <= SHORT

    @property
    def is_discreet(self) -> bool:
        """It says nothing but what is seen and heard."""
        return self.is_bare and not (self.has_company or self.has_location)


def is_playable(footage: Footage) -> bool:
    """Whether any browser plays the original as it is, and learns nothing more from it."""
    is_open = footage.extension in _PLAYED and footage.is_faststart and footage.is_discreet
    return is_open and is_seen(footage) and is_heard(footage)


def is_seen(footage: Footage) -> bool:
    """Whether browsers show the pictures as they were recorded."""
    pictures = footage.pictures
    return footage.is_small and pictures.is_plain and pictures.is_straight and pictures.is_calm


def is_heard(footage: Footage) -> bool:
    return footage.sound is None or footage.sound.is_plain


def are_pictures_copied(footage: Footage) -> bool:
    """Whether they may be carried over: in other containers they have no times of their own."""
    return footage.extension in _COPIED_FROM and is_seen(footage)


def is_sound_copied(footage: Footage) -> bool:
    return footage.extension in _COPIED_FROM and is_heard(footage)


def likely_seconds(footage: Footage, size: int) -> float:
    """For a film that does not say how long it is."""
    return footage.seconds or 8 * size / _SLOWEST_LIKELY


def _even(length: Fraction) -> int:
    return max(2 * round(length / 2), 2)
