"""Troubles of developing: one to a line, kept in words of ours and told in those of people."""

from django.utils.translation import gettext_lazy as _

STEP_LABELS = {
    "facts": _("No facts"),
    "pairing": _("Not paired"),
    "order": _("Not in order"),
    "preview": _("No preview"),
    "film": _("No film to play"),
    "develop": _("Given up"),
}
REASON_LABELS = {
    "a fault of ours": _("this program made a mistake, see its log"),
    "a format that is not opened": _("this format cannot be opened"),
    "became too large": _("what is made of it becomes too large"),
    "crashed": _("the program that reads it crashed"),
    "ends earlier than it says": _("it ends earlier than it says"),
    "gave up": _("whoever worked on it was ended again and again"),
    "needs too much memory": _("it needs too much memory"),
    "no ffmpeg": _("ffmpeg is missing, or can do too little"),
    "no moving picture that can be shown": _("it has no moving picture that can be shown"),
    "no preview": _("this format cannot be shown, and no preview lies in the file"),
    "no program": _("ExifTool is missing"),
    "no room on the disk": _("there is no room on the disk"),
    "nonsense": _("what it says makes no sense"),
    "over length": _("it says too much"),
    "over memory": _("it needs too much memory"),
    "over size": _("what is made of it becomes too large"),
    "over time": _("it takes too long"),
    "took too long": _("it takes too long"),
    "too many pixels": _("it has too many pixels"),
    "unreadable": _("the file is damaged"),
    "unsupported": _("this format cannot be shown"),
}


def format_line(step, why):
    return f"{step}: {why}"


def update_lines(trouble, whys):
    """TROUBLE after some steps were taken again: each by its name, with a why or without."""
    left = _parse_lines(trouble) | whys
    return "\n".join(format_line(step, why) for step, why in left.items() if why)


def list_reasons(trouble):
    """The reasons alone, in words of ours."""
    return [why for why in _parse_lines(trouble).values() if why]


def describe(trouble):
    """What people are told; words that nobody knows are better than none."""
    return [
        _describe_line(step, why) if why else step for step, why in _parse_lines(trouble).items()
    ]


def _describe_line(step, why):
    return _("%(what)s: %(why)s.") % {
        "what": STEP_LABELS.get(step, step),
        "why": REASON_LABELS.get(why, why),
    }


def _parse_lines(trouble):
    parts = (told.partition(": ") for told in trouble.splitlines())
    return {step: why for step, _colon, why in parts}
