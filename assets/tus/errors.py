from django.utils.translation import gettext as _


class UploadRefused(Exception):
    """A client is told a status and a sentence instead of being served."""

    def __init__(self, status, sentence, **headers):
        super().__init__(sentence)
        self.status, self.sentence = status, sentence
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class UploadNotFound(UploadRefused):
    """There is no such upload, or no longer, or it is somebody else's."""

    def __init__(self):
        super().__init__(404, _("There is no such upload. Begin again."))


class WriterReplaced(UploadRefused):
    """Somebody who came later writes now: mostly the same client, on a new connection."""

    def __init__(self):
        super().__init__(423, _("This upload went on over another connection."))
