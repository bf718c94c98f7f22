"""URLs of the page of a photo and of its changes."""

from django.urls import reverse

PART = {"HX-Request": "true"}


def page(album, picture):
    return reverse("picture", args=[album.slug, picture.pk])


def change_url(name, picture, album=None):
    query = f"?album={album.slug}" if album else ""
    return reverse(name, args=[picture.pk]) + query
