"""Addresses of albums: made of their titles, and never given twice."""

from django.utils.text import slugify

from albums.models import Album, FormerSlug

LONGEST = Album._meta.get_field("slug").max_length
OURS = {"new"}  # what stands at this place in other addresses of ours


def free(title):
    """Never one that leads elsewhere, or once did."""
    plain = slugify(title)[: LONGEST - 6].strip("-") or "album"
    slug, number = plain, 1
    while slug in OURS or is_taken(slug):
        number += 1
        slug = f"{plain}-{number}"
    return slug


def is_taken(slug):
    return any(model.objects.filter(slug=slug).exists() for model in (Album, FormerSlug))
