"""All that can be done with chosen pictures, by the word that a button says."""

from collections.abc import Callable
from typing import NamedTuple

from albums.actions import forms
from albums.actions.execution import may
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


class Verb(NamedTuple):
    """What is done, as what it is noted, and what has to be asked before."""

    act: Act.Verb
    do: Callable
    question: type | None = None
    leaves_all: bool = False  # as it was in the album where it was chosen


VERBS = {
    "hide": Verb(Act.Verb.HIDE, visibility.hide),
    "show": Verb(Act.Verb.SHOW, visibility.show),
    "section": Verb(Act.Verb.SECTION, section_assignment.file, forms.WhichSection),
    "copy": Verb(Act.Verb.COPY, transfer.copy, forms.WhichAlbum, leaves_all=True),
    "move": Verb(Act.Verb.MOVE, transfer.move, forms.WhichAlbum),
    "cover": Verb(Act.Verb.COVER, cover.cover),
    "turn-left": Verb(Act.Verb.TURN, rotation.left),
    "turn-right": Verb(Act.Verb.TURN, rotation.right),
    "shift": Verb(Act.Verb.SHIFT, capture_time.shift, forms.HowLong),
    "place": Verb(Act.Verb.ORDER, arrangement.put, forms.Where),
    "develop": Verb(Act.Verb.DEVELOP, reprocessing.develop),
    "trash": Verb(Act.Verb.TRASH, trash.trash, forms.Sure),
}


def known_to(person, word):
    """What is not for them does not exist for them."""
    verb = VERBS.get(word)
    return verb if verb and may(person, verb.act) else None
