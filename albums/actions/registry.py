"""The actions for selected photos, by the value of the button."""

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
    verb: Action.Verb  # how it is recorded
    run: Callable
    form: type | None = None  # what to ask before
    keeps_album: bool = False  # whether it may be used in an archived album


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


def get_allowed(person, name):
    """Return the action type of this name, or None if this person may not use it."""
    action_type = ACTION_TYPES.get(name)
    return action_type if action_type and is_allowed(person, action_type.verb) else None
