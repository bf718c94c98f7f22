"""Pages of pictures, and what can be done from there."""

from django.urls import reverse

PART = {"HX-Request": "true"}


def page(album, picture):
    return reverse("picture", args=[album.slug, picture.pk])


def verb(name, picture, album=None):
    query = f"?album={album.slug}" if album else ""
    return reverse(name, args=[picture.pk]) + query
