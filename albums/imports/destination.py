"""Who brings, and where to: named on a command line, found or made."""

import unicodedata
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from albums import slugs
from albums.models import Album

MAX_TITLE_LENGTH = Album._meta.get_field("title").max_length


class ImportImpossible(Exception):
    """There is no such place, or not for this person; says what to do."""


@dataclass(frozen=True)
class Destination:
    """As it was named; nobody has looked yet whether there are such."""

    title: str
    email: str = ""

    def person(self):
        """Who it is brought by: the one named, or the first owner."""
        active = User.objects.active()
        if self.email:
            if named := active.filter(email=self.email).first():
                return named
            raise ImportImpossible(
                _("Nobody who may bring pictures works here under %s.") % self.email
            )
        if first := active.owners().order_by("created_at", "pk").first():
            return first
        raise ImportImpossible(
            _(
                "There is no owner yet. Start Client Pix and set up the first one in the browser, "
                "or name it in CLIENTPIX_OWNER_EMAIL and CLIENTPIX_OWNER_PASSWORD and run "
                "manage.py prepare."
            )
        )

    def album(self, by):
        """The album of that title or address; an owner may name one that is yet to be made."""
        title = _clean_title(self.title)
        # Two commands that start at once shall not both make it.
        with transaction.atomic():
            User.objects.lock_owners()
            return _find_album(title, by) or _create_album(title, by)


def _clean_title(title):
    title = title.strip()
    if not title or len(title) > MAX_TITLE_LENGTH:
        raise ImportImpossible(_("A title has 1 to %d characters.") % MAX_TITLE_LENGTH)
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in title):
        raise ImportImpossible(_("The title holds characters that are no text."))
    return title


def _find_album(title, by):
    ours = Album.objects.accessible_to(by)
    alive = list(ours.alive().filter(title=title).newest_first())
    if len(alive) > 1:
        addresses = ", ".join(album.slug for album in alive)
        raise ImportImpossible(
            _("Several albums are called %(title)s. Name one by its address: %(addresses)s.")
            % {"title": title, "addresses": addresses}
        )
    if alive or (alive := list(ours.alive().filter(slug=title))):
        return alive[0]
    if ours.trashed().filter(title=title).exists() or ours.trashed().filter(slug=title).exists():
        raise ImportImpossible(
            _("The album %s is in the trash. Take it out first, or give another title.") % title
        )
    return None


def _create_album(title, by):
    if not by.is_owner:
        raise ImportImpossible(
            _("%(person)s is invited to no album %(title)s.") % {"person": by, "title": title}
        )
    return Album.objects.create(title=title, slug=slugs.find_free(title), created_by=by)
