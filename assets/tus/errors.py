from django.utils.translation import gettext as _


class UploadRefused(Exception):
    """The request is answered with this status, message and headers instead."""

    def __init__(self, status, sentence, **headers):
        super().__init__(sentence)
        self.status, self.sentence = status, sentence
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class UploadNotFound(UploadRefused):
    """The upload doesn't exist, no longer exists, or belongs to another user."""

    def __init__(self):
        super().__init__(404, _("This upload doesn't exist anymore. Start it again."))


class WriterReplaced(UploadRefused):
    """A later request took over the upload, usually the same client on a new connection."""

    def __init__(self):
        super().__init__(423, _("This upload continued on another connection."))
