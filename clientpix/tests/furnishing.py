"""One of everything, so that every page has something to show."""

from albums.models import Album, FormerSlug, Placement, Section
from assets import paths
from assets.models import Asset, Copy, Facts, Finding, Picture, Proof, Version
from clientpix.tests.access_matrix import NUMBER, THING

SHA = "ab" * 32


def furnish(owner):
    row = {"pk": THING}
    asset = Asset.objects.create(
        **row, sha256=SHA, crc32=1, size=1, kind="photo", extension="jpg", camera="X-T5"
    )
    Facts.objects.create(asset=asset, said={"EXIF:Model": "X-T5"})
    Copy.objects.create(
        **row, asset=asset, kind="small", recipe="r1", extension="webp", size=1, crc32=1
    )
    picture = Picture.objects.create(**row, caption="The rings")
    Version.objects.create(
        **row, picture=picture, asset=asset, name="a.jpg", stem="a", leads=True, uploader=owner
    )
    proof = Proof.objects.create(**row)
    Finding.objects.create(**row, proof=proof, key=paths.original(SHA, "jpg"), what="missing")
    album = Album.objects.create(**row, title="Anna & Ben", slug="anna", created_by=owner)
    FormerSlug.objects.create(pk=NUMBER, album=album, slug="ben")
    section = Section.objects.create(**row, album=album, title="Party", order_key="a")
    Placement.objects.create(**row, album=album, picture=picture, section=section, order_key="a")
    return album
