"""What people can do about a file of which not all could be made."""

from django.utils.translation import gettext_lazy as _

AGAIN = _("Develop it again. If that does not help, the log of the server says why.")
OTHER = _("It is kept and can be downloaded. Add a JPEG of the same name to have it seen.")
ANEW = _("Add it once more from the card or the camera: what came is damaged.")
SMALLER = _("Develop it again when the machine has less to do, or add a smaller export as well.")
IS_LOST = _("Its original is missing or damaged.")
LOST = _("Add the same file once more, or run verify --repair-from with a backup.")

OF_WHYS = {
    "no ffmpeg": _("Install ffmpeg on the server, then develop it again."),
    "no program": _("Install ExifTool on the server, then develop it again."),
    "no room on the disk": _("Make room on the disk; it is then developed by itself."),
    **dict.fromkeys(("unreadable", "ends earlier than it says", "nonsense"), ANEW),
    **dict.fromkeys(("unsupported", "a format that is not opened", "no preview"), OTHER),
    "no moving picture that can be shown": OTHER,
    **dict.fromkeys(("over memory", "needs too much memory", "too many pixels"), SMALLER),
    **dict.fromkeys(("over time", "took too long", "over length"), SMALLER),
    **dict.fromkeys(("over size", "became too large"), SMALLER),
    **dict.fromkeys(("crashed", "gave up", "a fault of ours"), AGAIN),
}


def of(whys):
    """Each once, in their order."""
    return list(dict.fromkeys(OF_WHYS.get(why, AGAIN) for why in whys))
