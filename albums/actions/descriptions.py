"""Actions in words: the message after one, and its line in the activity."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from albums.models import Action

Verb = Action.Verb
COUNT_KEY = "pictures"

RESULT_MESSAGES = {
    Verb.HIDE: ngettext_lazy(
        "%(pictures)d photo hidden from clients.",
        "%(pictures)d photos hidden from clients.",
        COUNT_KEY,
    ),
    Verb.SHOW: ngettext_lazy(
        "%(pictures)d photo visible to clients again.",
        "%(pictures)d photos visible to clients again.",
        COUNT_KEY,
    ),
    Verb.SECTION: ngettext_lazy(
        "%(pictures)d photo moved to “%(where)s”.",
        "%(pictures)d photos moved to “%(where)s”.",
        COUNT_KEY,
    ),
    Verb.ORDER: ngettext_lazy(
        "%(pictures)d photo reordered.",
        "%(pictures)d photos reordered.",
        COUNT_KEY,
    ),
    Verb.COVER: ngettext_lazy("Album cover changed.", "Album cover changed.", COUNT_KEY),
    Verb.COPY: ngettext_lazy(
        "%(pictures)d photo copied to “%(where)s”.",
        "%(pictures)d photos copied to “%(where)s”.",
        COUNT_KEY,
    ),
    Verb.MOVE: ngettext_lazy(
        "%(pictures)d photo moved to “%(where)s”.",
        "%(pictures)d photos moved to “%(where)s”.",
        COUNT_KEY,
    ),
    Verb.ROTATE: ngettext_lazy(
        "%(pictures)d photo rotated.", "%(pictures)d photos rotated.", COUNT_KEY
    ),
    Verb.SHIFT: ngettext_lazy(
        "Capture time of %(pictures)d photo changed.",
        "Capture time of %(pictures)d photos changed.",
        COUNT_KEY,
    ),
    Verb.REPROCESS: ngettext_lazy(
        "Preparing %(pictures)d photo again.",
        "Preparing %(pictures)d photos again.",
        COUNT_KEY,
    ),
    Verb.TRASH: ngettext_lazy(
        "%(pictures)d photo moved to trash.",
        "%(pictures)d photos moved to trash.",
        COUNT_KEY,
    ),
}
ENTRY_MESSAGES = {
    Verb.ADD: ngettext_lazy(
        "%(who)s added %(pictures)d photo", "%(who)s added %(pictures)d photos", COUNT_KEY
    ),
    Verb.HIDE: ngettext_lazy(
        "%(who)s hid %(pictures)d photo from clients",
        "%(who)s hid %(pictures)d photos from clients",
        COUNT_KEY,
    ),
    Verb.SHOW: ngettext_lazy(
        "%(who)s made %(pictures)d photo visible to clients",
        "%(who)s made %(pictures)d photos visible to clients",
        COUNT_KEY,
    ),
    Verb.SECTION: ngettext_lazy(
        "%(who)s moved %(pictures)d photo to section “%(where)s”",
        "%(who)s moved %(pictures)d photos to section “%(where)s”",
        COUNT_KEY,
    ),
    Verb.ORDER: ngettext_lazy(
        "%(who)s reordered %(pictures)d photo",
        "%(who)s reordered %(pictures)d photos",
        COUNT_KEY,
    ),
    Verb.COVER: ngettext_lazy("%(who)s changed the cover", "%(who)s changed the cover", COUNT_KEY),
    Verb.COPY: ngettext_lazy(
        "%(who)s copied %(pictures)d photo to “%(where)s”",
        "%(who)s copied %(pictures)d photos to “%(where)s”",
        COUNT_KEY,
    ),
    Verb.MOVE: ngettext_lazy(
        "%(who)s moved %(pictures)d photo to “%(where)s”",
        "%(who)s moved %(pictures)d photos to “%(where)s”",
        COUNT_KEY,
    ),
    Verb.ROTATE: ngettext_lazy(
        "%(who)s rotated %(pictures)d photo", "%(who)s rotated %(pictures)d photos", COUNT_KEY
    ),
    Verb.SHIFT: ngettext_lazy(
        "%(who)s changed the capture time of %(pictures)d photo",
        "%(who)s changed the capture time of %(pictures)d photos",
        COUNT_KEY,
    ),
    Verb.REPROCESS: ngettext_lazy(
        "%(who)s prepared %(pictures)d photo again",
        "%(who)s prepared %(pictures)d photos again",
        COUNT_KEY,
    ),
    Verb.TRASH: ngettext_lazy(
        "%(who)s moved %(pictures)d photo to trash",
        "%(who)s moved %(pictures)d photos to trash",
        COUNT_KEY,
    ),
}


def describe_result(action):
    if action is None:
        return _("Nothing to change.")
    return RESULT_MESSAGES[action.verb] % {
        COUNT_KEY: action.picture_count,
        "where": action.target_title or _("No section"),
    }


def describe_entry(verb, who, count, target_title=""):
    return ENTRY_MESSAGES[verb] % {
        "who": who,
        COUNT_KEY: count,
        "where": target_title or _("No section"),
    }


def describe_undo(result):
    """Say how many photos were restored, and how many were not because they changed since."""
    message = ngettext("%d photo restored.", "%d photos restored.", result.restored)
    sentences = [message % result.restored]
    if result.skipped:
        message = ngettext(
            "%d photo was changed in the meantime and stays as it is.",
            "%d photos were changed in the meantime and stay as they are.",
            result.skipped,
        )
        sentences.append(message % result.skipped)
    return " ".join(sentences)
