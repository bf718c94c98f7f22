"""Which files are one picture: told by their names, and believed only where the clocks agree.

A name is nothing to rely on: counters begin again, and two cameras call different pictures alike.
So nothing is merged that was not taken within two seconds, or by another camera. What the names
alone say is suggested, for a person to decide.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

AT_ONCE = timedelta(seconds=2)
LIVE_SECONDS = 6


class Role(StrEnum):
    RAW = "raw"
    CAMERA = "camera"
    EDIT = "edit"
    FILM = "film"
    SIDECAR = "sidecar"


class File(NamedTuple):
    """What a rule may know of a file; its stem without regard to case."""

    stem: str
    role: Role
    extension: str = "jpg"
    camera: str = ""
    taken_local: datetime | None = None
    folder: str = ""
    content_id: str = ""
    seconds: float | None = None


class What(StrEnum):
    NOTHING = "nothing"
    SUGGEST = "suggest"
    MERGE = "merge"


class Why(StrEnum):
    RAW_AND_PICTURE = "RAW and picture"
    LIVE_PHOTO = "live photo"
    EDIT = "edit"
    SAME_SHOT = "same shot"
    COPY = "copy"
    OTHER_NAME = "other name"
    OTHER_CAMERA = "other camera"
    OTHER_MOMENT = "other moment"
    UNKNOWN_MOMENT = "unknown moment"
    OTHER_FOLDER = "other folder"
    OTHER_KIND = "other kind"


class Verdict(NamedTuple):
    """What is to be done, the reason, and who is seen first if it is done."""

    what: What
    why: Why
    leads: File | None = None


class Name(NamedTuple):
    """A stem taken apart: what it shares with its partners, and what was done to it."""

    root: str
    is_edit: bool = False
    is_original: bool = False


_EDIT = re.compile(
    r"(.+?)(?:[-_ ]+\(?(?:edit|edited|bearbeitet|bearbeitung|bearb|modifié|modifie|editado|editada"
    r"|modificato|modificata|bewerkt|redigerad)\)?(?:-\d{1,2})?)"
)
_APPLE_EDIT = re.compile(r"(img_)e(\d{4,5})")
_PIXEL = re.compile(r"(pxl_\d{8}_\d{9})((?:\.[a-z0-9_-]+)*)(~\d{1,2})?")
_ANDROID_EDIT = re.compile(r"(.*\d{8}_\d{6}.*?)~\d{1,2}")
_COPY = re.compile(r"(.+?)(?: ?\(\d{1,3}\)|-\d{1,2}| - (?:copy|kopie|copie)| copy)")

_LIVE_FILMS = {"mov", "mp4"}
_ORDER = (Role.EDIT, Role.CAMERA, Role.RAW, Role.FILM, Role.SIDECAR)


def name_of(stem: str) -> Name:
    if match := _PIXEL.fullmatch(stem):
        return _pixel(match[1], match[2], match[3])
    if match := _APPLE_EDIT.fullmatch(stem):
        return Name(match[1] + match[2], is_edit=True)
    if match := _EDIT.fullmatch(stem) or _ANDROID_EDIT.fullmatch(stem):
        return name_of(match[1])._replace(is_edit=True)
    return Name(stem)


def judge(one: File, other: File) -> Verdict:
    """Whoever is asked about first, the answer is the same."""
    first, second = name_of(one.stem), name_of(other.stem)
    kinship = _kinship(_seen(one, first), _seen(other, second))
    if kinship is None:
        return Verdict(What.NOTHING, Why.OTHER_KIND)
    if kinship is Why.LIVE_PHOTO and one.content_id and other.content_id:
        return _by_content(one, other)
    if first.root != second.root and not _is_copy(first.root, second.root):
        return Verdict(What.NOTHING, Why.OTHER_NAME)
    if doubt := _contradiction(one, other):
        return Verdict(What.NOTHING, doubt)
    leads = first_seen([one, other])
    if doubt := _hesitation(one, other) or _look_alike(first, second, kinship):
        return Verdict(What.SUGGEST, doubt, leads)
    return Verdict(What.MERGE, kinship, leads)


def first_seen(files: Iterable[File]) -> File:
    """Of the files of one picture, the one that stands for it."""
    return min(files, key=_rank)


def _pixel(root: str, parts: str, edit: str | None) -> Name:
    is_edit = bool(edit) or parts.endswith("-edit")
    return Name(root, is_edit, is_original=".original" in parts)


def _seen(file: File, name: Name) -> File:
    is_edit = name.is_edit and file.role == Role.CAMERA
    return file._replace(role=Role.EDIT) if is_edit else file


def _kinship(one: File, other: File) -> Why | None:
    """What two files would be to each other, whose picture is the same."""
    roles = {one.role, other.role}
    if Role.SIDECAR in roles:
        return None
    if roles == {Role.FILM}:
        return Why.EDIT if name_of(one.stem).is_edit != name_of(other.stem).is_edit else None
    if Role.FILM in roles:
        film = one if one.role == Role.FILM else other
        return Why.LIVE_PHOTO if _may_be_live(film) else None
    if Role.EDIT in roles:
        return Why.EDIT
    return Why.RAW_AND_PICTURE if len(roles) == 2 else Why.SAME_SHOT


def _may_be_live(film: File) -> bool:
    is_short = film.seconds is None or film.seconds <= LIVE_SECONDS
    return film.extension in _LIVE_FILMS and is_short


def _by_content(one: File, other: File) -> Verdict:
    """Apple numbers what belongs together, and that number is believed before all else."""
    if one.content_id != other.content_id:
        return Verdict(What.NOTHING, Why.OTHER_MOMENT)
    return Verdict(What.MERGE, Why.LIVE_PHOTO, other if one.role == Role.FILM else one)


def _contradiction(one: File, other: File) -> Why | None:
    if one.camera and other.camera and one.camera.casefold() != other.camera.casefold():
        return Why.OTHER_CAMERA
    apart = _apart(one, other)
    return Why.OTHER_MOMENT if apart is not None and apart > AT_ONCE else None


def _hesitation(one: File, other: File) -> Why | None:
    """Two photographers with the same camera have other folders, and may count alike."""
    apart = _apart(one, other)
    if apart is None:
        return Why.UNKNOWN_MOMENT
    is_exact = apart == timedelta() and one.taken_local is not None and one.taken_local.microsecond
    return Why.OTHER_FOLDER if one.folder != other.folder and not is_exact else None


def _is_copy(one: str, other: str) -> bool:
    """A number behind a name; where both have one, it is how pictures are counted."""
    first, second = _COPY.fullmatch(one), _COPY.fullmatch(other)
    return bool(first and first[1] == other) or bool(second and second[1] == one)


def _look_alike(first: Name, second: Name, kinship: Why) -> Why | None:
    if first.root != second.root:
        return Why.COPY
    are_alike = first.is_edit == second.is_edit and first.is_original == second.is_original
    return Why.SAME_SHOT if are_alike and kinship in {Why.SAME_SHOT, Why.EDIT} else None


def _apart(one: File, other: File) -> timedelta | None:
    if one.taken_local is None or other.taken_local is None:
        return None
    return abs(one.taken_local - other.taken_local)


def _rank(file: File) -> tuple[object, ...]:
    name = name_of(file.stem)
    place = _ORDER.index(_seen(file, name).role)
    return (place, name.is_original, not name.is_edit, *map(str, file))
