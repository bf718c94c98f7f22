"""Addresses of albums: made from their titles, and never used twice."""

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from albums.models import Album, FormerSlug

MAX_LENGTH = Album._meta.get_field("slug").max_length
# What other URLs have in the place of a slug.
RESERVED = {"begin", "figures", "new"}
TRIES = 5


class SlugTaken(Exception):
    """The address is or was used by another album."""


def find_free(title):
    """Make a slug from a title that no album has or had."""
    plain = slugify(title)[: MAX_LENGTH - 6].strip("-") or "album"
    slug, number = plain, 1
    while slug in RESERVED or is_taken(slug):
        number += 1
        slug = f"{plain}-{number}"
    return slug


def is_taken(slug, album=None):
    """Return whether another album has or had this slug. Those in the trash count."""
    current = Album.objects.filter(slug=slug).exclude(pk=album and album.pk)
    former = FormerSlug.objects.filter(slug=slug).exclude(album=album)
    return current.exists() or former.exists()


def save_new(album):
    """Save a new album under a free slug."""
    # Somebody else may take the slug before this album is saved.
    for _ in range(TRIES):
        try:
            return save_at(album, find_free(album.title))
        except SlugTaken:
            continue
    raise SlugTaken(album.title)


def save_at(album, slug, fields=None):
    """Save an album under a slug. Its former slug redirects to it from now on."""
    former = Album.objects.filter(pk=album.pk).locked().values_list("slug", flat=True)
    try:
        with transaction.atomic():
            old_slug = former.first()
            FormerSlug.objects.filter(album=album.pk, slug=slug).delete()
            album.slug = slug
            album.save(update_fields=fields)
            if old_slug not in (None, slug):
                FormerSlug.objects.create(album=album, slug=old_slug)
            # Checked last: an album that leaves this slug at this moment has waited for the unique
            # constraint, or this one has waited for it.
            if FormerSlug.objects.filter(slug=slug).exists():
                raise SlugTaken(slug)
    except IntegrityError as error:
        raise SlugTaken(slug) from error
    return album
