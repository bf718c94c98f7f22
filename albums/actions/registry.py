"""All that can be done with chosen pictures, by the word that a button says."""

from collections.abc import Callable
from typing import NamedTuple

from albums.actions import forms
from albums.actions.execution import is_allowed
from albums.actions.verbs import (
    arrangement,
    capture_time,
    cover,
    reprocessing,
    rotation,
    section_assignment,
    transfer,
    trash,
    visibility,
)
from albums.models import Act


class ActionType(NamedTuple):
    """What is done, as what it is noted, and what has to be asked before."""

    act: Act.Verb
    do: Callable
    question: type | None = None
    leaves_all: bool = False  # as it was in the album where it was chosen


ACTION_TYPES = {
    "hide": ActionType(Act.Verb.HIDE, visibility.hide),
    "show": ActionType(Act.Verb.SHOW, visibility.show),
    "section": ActionType(Act.Verb.SECTION, section_assignment.assign, forms.TargetSectionForm),
    "copy": ActionType(Act.Verb.COPY, transfer.copy, forms.TargetAlbumForm, leaves_all=True),
    "move": ActionType(Act.Verb.MOVE, transfer.move, forms.TargetAlbumForm),
    "cover": ActionType(Act.Verb.COVER, cover.set_cover),
    "turn-left": ActionType(Act.Verb.TURN, rotation.rotate_left),
    "turn-right": ActionType(Act.Verb.TURN, rotation.rotate_right),
    "shift": ActionType(Act.Verb.SHIFT, capture_time.shift, forms.CaptureTimeForm),
    "place": ActionType(Act.Verb.ORDER, arrangement.move_to, forms.PositionForm),
    "develop": ActionType(Act.Verb.DEVELOP, reprocessing.reprocess),
    "trash": ActionType(Act.Verb.TRASH, trash.trash, forms.ConfirmForm),
}


def get_allowed(person, word):
    """What is not for them does not exist for them."""
    verb = ACTION_TYPES.get(word)
    return verb if verb and is_allowed(person, verb.act) else None
