"""All that can be done with chosen pictures, by the word that a button says."""

from collections.abc import Callable
from typing import NamedTuple

from albums.acts import (
    arranging,
    covering,
    filing,
    hiding,
    making,
    moving,
    questions,
    shifting,
    trashing,
    turning,
)
from albums.acts.acting import may
from albums.models import Act


class Verb(NamedTuple):
    """What is done, as what it is noted, and what has to be asked before."""

    act: Act.Verb
    do: Callable
    question: type | None = None
    leaves_all: bool = False  # as it was in the album where it was chosen


VERBS = {
    "hide": Verb(Act.Verb.HIDE, hiding.hide),
    "show": Verb(Act.Verb.SHOW, hiding.show),
    "section": Verb(Act.Verb.SECTION, filing.file, questions.WhichSection),
    "copy": Verb(Act.Verb.COPY, moving.copy, questions.WhichAlbum, leaves_all=True),
    "move": Verb(Act.Verb.MOVE, moving.move, questions.WhichAlbum),
    "cover": Verb(Act.Verb.COVER, covering.cover),
    "turn-left": Verb(Act.Verb.TURN, turning.left),
    "turn-right": Verb(Act.Verb.TURN, turning.right),
    "shift": Verb(Act.Verb.SHIFT, shifting.shift, questions.HowLong),
    "place": Verb(Act.Verb.ORDER, arranging.put, questions.Where),
    "develop": Verb(Act.Verb.DEVELOP, making.develop),
    "trash": Verb(Act.Verb.TRASH, trashing.trash, questions.Sure),
}


def known_to(person, word):
    """What is not for them does not exist for them."""
    verb = VERBS.get(word)
    return verb if verb and may(person, verb.act) else None
