"""Acts in words: once it is done, and later in the album's book."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from albums.models import Action

Verb = Action.Verb
COUNT_KEY = "pictures"

RESULT_MESSAGES = {
    Verb.HIDE: ngettext_lazy(
        "%(pictures)d picture is hidden from clients.",
        "%(pictures)d pictures are hidden from clients.",
        COUNT_KEY,
    ),
    Verb.SHOW: ngettext_lazy(
        "Clients see %(pictures)d picture again.",
        "Clients see %(pictures)d pictures again.",
        COUNT_KEY,
    ),
    Verb.SECTION: ngettext_lazy(
        "%(pictures)d picture lies in “%(where)s” now.",
        "%(pictures)d pictures lie in “%(where)s” now.",
        COUNT_KEY,
    ),
    Verb.ORDER: ngettext_lazy(
        "%(pictures)d picture lies in its new place.",
        "%(pictures)d pictures lie in their new order.",
        COUNT_KEY,
    ),
    Verb.COVER: ngettext_lazy(
        "The album has a new cover.", "The album has a new cover.", COUNT_KEY
    ),
    Verb.COPY: ngettext_lazy(
        "%(pictures)d picture lies in “%(where)s” as well.",
        "%(pictures)d pictures lie in “%(where)s” as well.",
        COUNT_KEY,
    ),
    Verb.MOVE: ngettext_lazy(
        "%(pictures)d picture was moved to “%(where)s”.",
        "%(pictures)d pictures were moved to “%(where)s”.",
        COUNT_KEY,
    ),
    Verb.ROTATE: ngettext_lazy(
        "%(pictures)d picture is turned.", "%(pictures)d pictures are turned.", COUNT_KEY
    ),
    Verb.SHIFT: ngettext_lazy(
        "%(pictures)d picture has another capture time.",
        "%(pictures)d pictures have another capture time.",
        COUNT_KEY,
    ),
    Verb.REPROCESS: ngettext_lazy(
        "%(pictures)d picture is developed again.",
        "%(pictures)d pictures are developed again.",
        COUNT_KEY,
    ),
    Verb.TRASH: ngettext_lazy(
        "%(pictures)d picture is in the trash.",
        "%(pictures)d pictures are in the trash.",
        COUNT_KEY,
    ),
}
ENTRY_MESSAGES = {
    Verb.ADD: ngettext_lazy(
        "%(who)s added %(pictures)d picture", "%(who)s added %(pictures)d pictures", COUNT_KEY
    ),
    Verb.HIDE: ngettext_lazy(
        "%(who)s hid %(pictures)d picture from clients",
        "%(who)s hid %(pictures)d pictures from clients",
        COUNT_KEY,
    ),
    Verb.SHOW: ngettext_lazy(
        "%(who)s showed %(pictures)d picture to clients",
        "%(who)s showed %(pictures)d pictures to clients",
        COUNT_KEY,
    ),
    Verb.SECTION: ngettext_lazy(
        "%(who)s put %(pictures)d picture into “%(where)s”",
        "%(who)s put %(pictures)d pictures into “%(where)s”",
        COUNT_KEY,
    ),
    Verb.ORDER: ngettext_lazy(
        "%(who)s put %(pictures)d picture elsewhere",
        "%(who)s put %(pictures)d pictures in order",
        COUNT_KEY,
    ),
    Verb.COVER: ngettext_lazy(
        "%(who)s chose another cover", "%(who)s chose another cover", COUNT_KEY
    ),
    Verb.COPY: ngettext_lazy(
        "%(who)s copied %(pictures)d picture to “%(where)s”",
        "%(who)s copied %(pictures)d pictures to “%(where)s”",
        COUNT_KEY,
    ),
    Verb.MOVE: ngettext_lazy(
        "%(who)s moved %(pictures)d picture to “%(where)s”",
        "%(who)s moved %(pictures)d pictures to “%(where)s”",
        COUNT_KEY,
    ),
    Verb.ROTATE: ngettext_lazy(
        "%(who)s turned %(pictures)d picture", "%(who)s turned %(pictures)d pictures", COUNT_KEY
    ),
    Verb.SHIFT: ngettext_lazy(
        "%(who)s corrected the capture time of %(pictures)d picture",
        "%(who)s corrected the capture time of %(pictures)d pictures",
        COUNT_KEY,
    ),
    Verb.REPROCESS: ngettext_lazy(
        "%(who)s had %(pictures)d picture developed again",
        "%(who)s had %(pictures)d pictures developed again",
        COUNT_KEY,
    ),
    Verb.TRASH: ngettext_lazy(
        "%(who)s moved %(pictures)d picture to the trash",
        "%(who)s moved %(pictures)d pictures to the trash",
        COUNT_KEY,
    ),
}


def describe_result(act):
    if act is None:
        return _("Nothing had to be changed.")
    return RESULT_MESSAGES[act.verb] % {
        COUNT_KEY: act.picture_count,
        "where": _title_of_target(act),
    }


def describe_entry(verb, who, pictures, where=""):
    return ENTRY_MESSAGES[verb] % {
        "who": who,
        COUNT_KEY: pictures,
        "where": where or _("No section"),
    }


def describe_undo(outcome):
    """How many are as they were; and how many are not, as somebody has changed them since."""
    words = [
        ngettext("%d picture is as it was.", "%d pictures are as they were.", outcome.restored)
        % outcome.restored
    ]
    if outcome.left:
        text = ngettext(
            "%d was left alone: it was changed since.",
            "%d were left alone: they were changed since.",
            outcome.left,
        )
        words.append(text % outcome.left)
    return " ".join(words)


def _title_of_target(act):
    return act.target_title or _("No section")
