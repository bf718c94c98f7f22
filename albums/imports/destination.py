"""The person who imports and the album that receives the files, named on a command line."""

import unicodedata
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from albums import slugs
from albums.models import Album

MAX_TITLE_LENGTH = Album._meta.get_field("title").max_length


class ImportImpossible(Exception):
    """The import can't start; the message says why and what to do."""


@dataclass(frozen=True)
class Destination:
    """A title or address of an album, and an email address; neither has been looked up yet."""

    title: str
    email: str = ""

    def person(self):
        """Return the active user with this email address, or else the first owner."""
        active = User.objects.active()
        if self.email:
            if user := active.filter(email=self.email).first():
                return user
            raise ImportImpossible(_("No active user has the email address %s.") % self.email)
        if owner := active.owners().order_by("created_at", "pk").first():
            return owner
        raise ImportImpossible(
            _(
                "There's no owner yet. Start Client Pix and create the owner in the browser, "
                "or set CLIENTPIX_OWNER_EMAIL and CLIENTPIX_OWNER_PASSWORD and run "
                "manage.py prepare."
            )
        )

    def album(self, user):
        """Return the album with this title or address; create it if USER is an owner."""
        title = _clean_title(self.title)
        # The lock keeps two commands that start at once from creating the album twice.
        with transaction.atomic():
            User.objects.lock_owners()
            return _find_album(title, user) or _create_album(title, user)


def _clean_title(title):
    title = title.strip()
    if not title or len(title) > MAX_TITLE_LENGTH:
        raise ImportImpossible(_("An album title needs 1 to %d characters.") % MAX_TITLE_LENGTH)
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in title):
        raise ImportImpossible(_("The album title contains invalid characters."))
    return title


def _find_album(title, user):
    open_albums = Album.objects.accessible_to(user)
    matches = list(open_albums.alive().filter(title=title).newest_first())
    if len(matches) > 1:
        slugs_of_matches = ", ".join(album.slug for album in matches)
        raise ImportImpossible(
            _("Several albums are called %(title)s. Use an address instead: %(addresses)s.")
            % {"title": title, "addresses": slugs_of_matches}
        )
    if matches or (matches := list(open_albums.alive().filter(slug=title))):
        return matches[0]
    trashed = open_albums.trashed()
    if trashed.filter(title=title).exists() or trashed.filter(slug=title).exists():
        raise ImportImpossible(
            _("The album %s is in the trash. Restore it first, or use another title.") % title
        )
    return None


def _create_album(title, user):
    # The message must not tell an uploader whether somebody else's album has this title.
    if not user.is_owner:
        raise ImportImpossible(
            _("%(person)s isn't invited to an album called %(title)s.")
            % {"person": user, "title": title}
        )
    return Album.objects.create(title=title, slug=slugs.find_free(title), created_by=user)
