from albums import slugs
from albums.models import Album, Section


def create_album(owner, title="Anna", *, sections=(), **fields):
    """Create an album whose slug follows from its title, with sections of these titles."""
    fields = {"slug": slugs.find_free(title), **fields}
    album = Album.objects.create(title=title, created_by=owner, **fields)
    for index, section_title in enumerate(sections):
        Section.objects.create(album=album, title=section_title, order_key=f"{index:03}")
    return album
