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
from albums.models import Action


class ActionType(NamedTuple):
    """What is done, as what it is noted, and what has to be asked before."""

    act: Action.Verb
    do: Callable
    question: type | None = None
    keeps_album: bool = False  # as it was in the album where it was chosen


ACTION_TYPES = {
    "hide": ActionType(Action.Verb.HIDE, visibility.hide),
    "show": ActionType(Action.Verb.SHOW, visibility.show),
    "section": ActionType(Action.Verb.SECTION, section_assignment.assign, forms.TargetSectionForm),
    "copy": ActionType(Action.Verb.COPY, transfer.copy, forms.TargetAlbumForm, keeps_album=True),
    "move": ActionType(Action.Verb.MOVE, transfer.move, forms.TargetAlbumForm),
    "cover": ActionType(Action.Verb.COVER, cover.set_cover),
    "rotate-left": ActionType(Action.Verb.ROTATE, rotation.rotate_left),
    "rotate-right": ActionType(Action.Verb.ROTATE, rotation.rotate_right),
    "shift": ActionType(Action.Verb.SHIFT, capture_time.shift, forms.CaptureTimeForm),
    "place": ActionType(Action.Verb.ORDER, arrangement.move_to, forms.PositionForm),
    "develop": ActionType(Action.Verb.REPROCESS, reprocessing.reprocess),
    "trash": ActionType(Action.Verb.TRASH, trash.trash, forms.ConfirmForm),
}


def get_allowed(person, word):
    """What is not for them does not exist for them."""
    verb = ACTION_TYPES.get(word)
    return verb if verb and is_allowed(person, verb.act) else None
