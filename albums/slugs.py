"""Addresses of albums: made of their titles, and never given twice."""

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from albums.models import Album, FormerSlug

MAX_LENGTH = Album._meta.get_field("slug").max_length
# What stands at this place in other addresses of ours.
RESERVED = {"begin", "figures", "new"}
TRIES = 5


class SlugTaken(Exception):
    """The address leads to another album, or once did."""


def find_free(title):
    """Never one that leads elsewhere, or once did."""
    plain = slugify(title)[: MAX_LENGTH - 6].strip("-") or "album"
    slug, number = plain, 1
    while slug in RESERVED or is_taken(slug):
        number += 1
        slug = f"{plain}-{number}"
    return slug


def is_taken(slug, album=None):
    """By an album other than ALBUM, alive or in the trash."""
    lead = Album.objects.filter(slug=slug).exclude(pk=album and album.pk)
    once = FormerSlug.objects.filter(slug=slug).exclude(album=album)
    return lead.exists() or once.exists()


def save_new(album):
    """Save a new album at an address of its own."""
    for _ in range(TRIES):
        try:
            return save_at(album, find_free(album.title))
        except SlugTaken:
            continue
    raise SlugTaken(album.title)


def save_at(album, slug, fields=None):
    """Save an album at an address; the one that it had until now goes on leading to it."""
    before = Album.objects.select_for_update().filter(pk=album.pk).values_list("slug", flat=True)
    try:
        with transaction.atomic():
            left = before.first()
            FormerSlug.objects.filter(album=album.pk, slug=slug).delete()
            album.slug = slug
            album.save(update_fields=fields)
            if left not in (None, slug):
                FormerSlug.objects.create(album=album, slug=left)
            # Only now: whoever leaves this address has waited for us, or we have for them.
            if FormerSlug.objects.filter(slug=slug).exists():
                raise SlugTaken(slug)
    except IntegrityError as error:
        raise SlugTaken(slug) from error
    return album
