"""Acts in words: once it is done, and later in the album's book."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from albums.models import Act

Verb = Act.Verb
N = "pictures"

DONE = {
    Verb.HIDE: ngettext_lazy(
        "%(pictures)d picture is hidden from clients.",
        "%(pictures)d pictures are hidden from clients.",
        N,
    ),
    Verb.SHOW: ngettext_lazy(
        "Clients see %(pictures)d picture again.", "Clients see %(pictures)d pictures again.", N
    ),
    Verb.SECTION: ngettext_lazy(
        "%(pictures)d picture lies in “%(where)s” now.",
        "%(pictures)d pictures lie in “%(where)s” now.",
        N,
    ),
    Verb.ORDER: ngettext_lazy(
        "%(pictures)d picture lies in its new place.",
        "%(pictures)d pictures lie in their new order.",
        N,
    ),
    Verb.COVER: ngettext_lazy("The album has a new cover.", "The album has a new cover.", N),
    Verb.COPY: ngettext_lazy(
        "%(pictures)d picture lies in “%(where)s” as well.",
        "%(pictures)d pictures lie in “%(where)s” as well.",
        N,
    ),
    Verb.MOVE: ngettext_lazy(
        "%(pictures)d picture was moved to “%(where)s”.",
        "%(pictures)d pictures were moved to “%(where)s”.",
        N,
    ),
    Verb.TURN: ngettext_lazy(
        "%(pictures)d picture is turned.", "%(pictures)d pictures are turned.", N
    ),
    Verb.SHIFT: ngettext_lazy(
        "%(pictures)d picture has another capture time.",
        "%(pictures)d pictures have another capture time.",
        N,
    ),
    Verb.DEVELOP: ngettext_lazy(
        "%(pictures)d picture is developed again.", "%(pictures)d pictures are developed again.", N
    ),
    Verb.TRASH: ngettext_lazy(
        "%(pictures)d picture is in the trash.", "%(pictures)d pictures are in the trash.", N
    ),
}
LINES = {
    Verb.ADD: ngettext_lazy(
        "%(who)s added %(pictures)d picture", "%(who)s added %(pictures)d pictures", N
    ),
    Verb.HIDE: ngettext_lazy(
        "%(who)s hid %(pictures)d picture from clients",
        "%(who)s hid %(pictures)d pictures from clients",
        N,
    ),
    Verb.SHOW: ngettext_lazy(
        "%(who)s showed %(pictures)d picture to clients",
        "%(who)s showed %(pictures)d pictures to clients",
        N,
    ),
    Verb.SECTION: ngettext_lazy(
        "%(who)s put %(pictures)d picture into “%(where)s”",
        "%(who)s put %(pictures)d pictures into “%(where)s”",
        N,
    ),
    Verb.ORDER: ngettext_lazy(
        "%(who)s put %(pictures)d picture elsewhere",
        "%(who)s put %(pictures)d pictures in order",
        N,
    ),
    Verb.COVER: ngettext_lazy("%(who)s chose another cover", "%(who)s chose another cover", N),
    Verb.COPY: ngettext_lazy(
        "%(who)s copied %(pictures)d picture to “%(where)s”",
        "%(who)s copied %(pictures)d pictures to “%(where)s”",
        N,
    ),
    Verb.MOVE: ngettext_lazy(
        "%(who)s moved %(pictures)d picture to “%(where)s”",
        "%(who)s moved %(pictures)d pictures to “%(where)s”",
        N,
    ),
    Verb.TURN: ngettext_lazy(
        "%(who)s turned %(pictures)d picture", "%(who)s turned %(pictures)d pictures", N
    ),
    Verb.SHIFT: ngettext_lazy(
        "%(who)s corrected the capture time of %(pictures)d picture",
        "%(who)s corrected the capture time of %(pictures)d pictures",
        N,
    ),
    Verb.DEVELOP: ngettext_lazy(
        "%(who)s had %(pictures)d picture developed again",
        "%(who)s had %(pictures)d pictures developed again",
        N,
    ),
    Verb.TRASH: ngettext_lazy(
        "%(who)s moved %(pictures)d picture to the trash",
        "%(who)s moved %(pictures)d pictures to the trash",
        N,
    ),
}


def done(act):
    if act is None:
        return _("Nothing had to be changed.")
    return DONE[act.verb] % {N: act.pictures, "where": _where(act)}


def line(verb, who, pictures, where=""):
    return LINES[verb] % {"who": who, N: pictures, "where": where or _("No section")}


def undone(outcome):
    """How many are as they were; and how many are not, as somebody has changed them since."""
    words = [
        ngettext("%d picture is as it was.", "%d pictures are as they were.", outcome.back)
        % outcome.back
    ]
    if outcome.left:
        text = ngettext(
            "%d was left alone: it was changed since.",
            "%d were left alone: they were changed since.",
            outcome.left,
        )
        words.append(text % outcome.left)
    return " ".join(words)


def _where(act):
    return act.where or _("No section")
