"""Create one row of every model, so that every page has something to show."""

import io

from django.utils import timezone
from PIL import Image

from albums.models import Action, Album, FormerSlug, Placement, Preset, Section
from albums.tests.factories import stored_files
from assets.models import Asset, Finding, Metadata, Picture, Rendition, Verification, Version
from assets.storage import paths
from assets.tests.factories.files import jpeg
from clientpix.tests.access_matrix import GONE, NUMBER, THING

CONTENT = jpeg()
SHA = stored_files.sha256_of(CONTENT)
_picture = io.BytesIO()
Image.new("RGB", (400, 300), "#a0522d").save(_picture, "WEBP")
SMALL = _picture.getvalue()
FILE = {"extension": "webp", "size": len(SMALL), "crc32": 1, "width": 400, "height": 300}


def furnish(owner):
    row = {"pk": THING}
    asset = Asset.objects.create(
        **row, sha256=SHA, crc32=1, size=len(CONTENT), kind="photo", extension="jpg", camera="X-T5"
    )
    stored_files.write_stored(asset.key, CONTENT)
    Metadata.objects.create(asset=asset, raw={"EXIF:Model": "X-T5"})
    small = Rendition.objects.create(**row, asset=asset, kind="small", recipe="r2", **FILE)
    stored_files.write_stored(small.key, SMALL)
    large = Rendition.objects.create(asset=asset, kind="thumbnails", recipe="r2", **FILE)
    stored_files.write_stored(large.key, SMALL)
    picture = Picture.objects.create(**row, caption="The rings")
    Version.objects.create(
        **row, picture=picture, asset=asset, name="a.jpg", stem="a", leads=True, uploader=owner
    )
    verification = Verification.objects.create(**row)
    Finding.objects.create(
        **row, verification=verification, key=paths.original_key(SHA, "jpg"), problem="missing"
    )
    album = Album.objects.create(**row, title="Anna & Ben", slug="anna", created_by=owner)
    FormerSlug.objects.create(pk=NUMBER, album=album, slug="ben")
    section = Section.objects.create(**row, album=album, title="Party", order_key="a")
    Placement.objects.create(**row, album=album, picture=picture, section=section, order_key="a")
    Preset.objects.create(**row, name="Wedding", sections=["Ceremony", "Party"])
    Album.objects.create(
        pk=GONE, title="Gone", slug="gone", created_by=owner, trashed_at=timezone.now()
    )
    Action.objects.create(**row, album=album, by=owner, verb="hide", picture_count=1)
    return album
