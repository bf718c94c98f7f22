"""What people can do about a file of which not all could be made."""

from django.utils.translation import gettext_lazy as _

RETRY = _("Develop it again. If that does not help, the log of the server says why.")
ADD_JPEG = _("It is kept and can be downloaded. Add a JPEG of the same name to have it seen.")
ADD_AGAIN = _("Add it once more from the card or the camera: what came is damaged.")
RETRY_LATER = _(
    "Develop it again when the machine has less to do, or add a smaller export as well."
)
ORIGINAL_LOST = _("Its original is missing or damaged.")
RESTORE_ORIGINAL = _("Add the same file once more, or run verify --repair-from with a backup.")

ADVICE_BY_PROBLEM = {
    "no ffmpeg": _("Install ffmpeg on the server, then develop it again."),
    "no program": _("Install ExifTool on the server, then develop it again."),
    "no room on the disk": _("Make room on the disk; it is then developed by itself."),
    **dict.fromkeys(("unreadable", "ends earlier than it says", "nonsense"), ADD_AGAIN),
    **dict.fromkeys(("unsupported", "a format that is not opened", "no preview"), ADD_JPEG),
    "no moving picture that can be shown": ADD_JPEG,
    **dict.fromkeys(("over memory", "needs too much memory", "too many pixels"), RETRY_LATER),
    **dict.fromkeys(("over time", "took too long", "over length"), RETRY_LATER),
    **dict.fromkeys(("over size", "became too large"), RETRY_LATER),
    **dict.fromkeys(("crashed", "gave up", "a fault of ours"), RETRY),
}


def list_advice(whys):
    """Each once, in their order."""
    return list(dict.fromkeys(ADVICE_BY_PROBLEM.get(why, RETRY) for why in whys))
