"""Decide which files belong to one picture, by their names, capture times and cameras.

A name alone proves nothing: counters start over, and two cameras give the same names. So files are
merged only if they were taken within two seconds by the same camera. If only the names match, the
merge is suggested to a person.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

MAX_TIME_DIFFERENCE = timedelta(seconds=2)
MAX_LIVE_SECONDS = 6


class Role(StrEnum):
    RAW = "raw"
    CAMERA = "camera"
    EDIT = "edit"
    FILM = "film"
    SIDECAR = "sidecar"


class File(NamedTuple):
    """What the rules use of a file. The stem is in lower case."""

    stem: str
    role: Role
    extension: str = "jpg"
    camera: str = ""
    taken_local: datetime | None = None
    folder: str = ""
    content_id: str = ""
    seconds: float | None = None


class Decision(StrEnum):
    NOTHING = "nothing"
    SUGGEST = "suggest"
    MERGE = "merge"


class Reason(StrEnum):
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
    """The decision, its reason, and the file that leads if the two are merged."""

    decision: Decision
    why: Reason
    leads: File | None = None


class ParsedStem(NamedTuple):
    """The part of a stem that all files of a shot share, and marks of editing."""

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

_LIVE_EXTENSIONS = {"mov", "mp4"}
_ROLE_ORDER = (Role.EDIT, Role.CAMERA, Role.RAW, Role.FILM, Role.SIDECAR)


def parse_stem(stem: str) -> ParsedStem:
    if match := _PIXEL.fullmatch(stem):
        return _parse_pixel_stem(match[1], match[2], match[3])
    if match := _APPLE_EDIT.fullmatch(stem):
        return ParsedStem(match[1] + match[2], is_edit=True)
    if match := _EDIT.fullmatch(stem) or _ANDROID_EDIT.fullmatch(stem):
        return parse_stem(match[1])._replace(is_edit=True)
    return ParsedStem(stem)


def compare(one: File, other: File) -> Verdict:
    """Decide about two files. Their order does not matter."""
    first, second = parse_stem(one.stem), parse_stem(other.stem)
    files = _with_effective_role(one, first), _with_effective_role(other, second)
    relation = _find_relation(*files)
    if relation is None:
        return Verdict(Decision.NOTHING, Reason.OTHER_KIND)
    if relation is Reason.LIVE_PHOTO and one.content_id and other.content_id:
        return _compare_content_ids(one, other)
    if first.root != second.root and not _is_copy(first.root, second.root):
        return Verdict(Decision.NOTHING, Reason.OTHER_NAME)
    if doubt := _find_contradiction(one, other):
        return Verdict(Decision.NOTHING, doubt)
    leads = choose_leader([one, other])
    if doubt := _find_doubt(one, other) or _find_ambiguity(first, second, relation):
        return Verdict(Decision.SUGGEST, doubt, leads)
    return Verdict(Decision.MERGE, relation, leads)


def choose_leader(files: Iterable[File]) -> File:
    """Return the file of a picture that people see first."""
    return min(files, key=_sort_key)


def _parse_pixel_stem(root: str, parts: str, edit: str | None) -> ParsedStem:
    is_edit = bool(edit) or parts.endswith("-edit")
    return ParsedStem(root, is_edit, is_original=".original" in parts)


def _with_effective_role(file: File, name: ParsedStem) -> File:
    is_edit = name.is_edit and file.role == Role.CAMERA
    return file._replace(role=Role.EDIT) if is_edit else file


def _find_relation(one: File, other: File) -> Reason | None:
    """Return what two files are to each other if they show the same picture, or None."""
    roles = {one.role, other.role}
    if Role.SIDECAR in roles:
        return None
    if roles == {Role.FILM}:
        return (
            Reason.EDIT if parse_stem(one.stem).is_edit != parse_stem(other.stem).is_edit else None
        )
    if Role.FILM in roles:
        film = one if one.role == Role.FILM else other
        return Reason.LIVE_PHOTO if _may_be_live_photo(film) else None
    if Role.EDIT in roles:
        return Reason.EDIT
    return Reason.RAW_AND_PICTURE if len(roles) == 2 else Reason.SAME_SHOT


def _may_be_live_photo(film: File) -> bool:
    is_short = film.seconds is None or film.seconds <= MAX_LIVE_SECONDS
    return film.extension in _LIVE_EXTENSIONS and is_short


def _compare_content_ids(one: File, other: File) -> Verdict:
    # Apple gives both files of a Live Photo the same ID, which proves more than name and time.
    if one.content_id != other.content_id:
        return Verdict(Decision.NOTHING, Reason.OTHER_MOMENT)
    return Verdict(Decision.MERGE, Reason.LIVE_PHOTO, other if one.role == Role.FILM else one)


def _find_contradiction(one: File, other: File) -> Reason | None:
    if one.camera and other.camera and one.camera.casefold() != other.camera.casefold():
        return Reason.OTHER_CAMERA
    apart = _time_difference(one, other)
    return Reason.OTHER_MOMENT if apart is not None and apart > MAX_TIME_DIFFERENCE else None


def _find_doubt(one: File, other: File) -> Reason | None:
    # Two photographers with the same camera model can have the same numbers in other folders.
    apart = _time_difference(one, other)
    if apart is None:
        return Reason.UNKNOWN_MOMENT
    is_exact = apart == timedelta() and one.taken_local is not None and one.taken_local.microsecond
    return Reason.OTHER_FOLDER if one.folder != other.folder and not is_exact else None


def _is_copy(one: str, other: str) -> bool:
    """Return whether one name is the other with a number or the word copy after it."""
    # If both have a number, they are different pictures of a series.
    first, second = _COPY.fullmatch(one), _COPY.fullmatch(other)
    return bool(first and first[1] == other) or bool(second and second[1] == one)


def _find_ambiguity(first: ParsedStem, second: ParsedStem, relation: Reason) -> Reason | None:
    if first.root != second.root:
        return Reason.COPY
    are_alike = first.is_edit == second.is_edit and first.is_original == second.is_original
    return Reason.SAME_SHOT if are_alike and relation in {Reason.SAME_SHOT, Reason.EDIT} else None


def _time_difference(one: File, other: File) -> timedelta | None:
    if one.taken_local is None or other.taken_local is None:
        return None
    return abs(one.taken_local - other.taken_local)


def _sort_key(file: File) -> tuple[object, ...]:
    name = parse_stem(file.stem)
    place = _ROLE_ORDER.index(_with_effective_role(file, name).role)
    return (place, name.is_original, not name.is_edit, *map(str, file))
