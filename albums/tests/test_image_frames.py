"""Photos of every shape stay inside their frames, on every page that shows several of them."""

import pytest

from albums.picture.tests.browser_album import EMAIL, PASSWORD
from clientpix.testing.installation import eventually

pytestmark = pytest.mark.chromium

# One album for each shape, with the photo as its cover, and one with all photos in the trash.
PREPARE = """
from django.utils import timezone
from albums.models import Album, Placement
from albums.picture.tests import browser_album
album = browser_album.create(with_videos=False)
trash = Album.objects.create(title="Trash", slug="trash-album", created_by=album.created_by)
for placement in list(album.placements.all()):
    name = placement.picture.versions.get().name.removesuffix(".jpg")
    cover = Album.objects.create(
        title=name, slug=f"the-{name}", created_by=album.created_by, cover=placement.picture
    )
    for other, trashed_at in [(cover, None), (trash, timezone.now())]:
        Placement.objects.create(
            album=other, picture=placement.picture, order_key="a", trashed_at=trashed_at
        )
print(trash.pk)
"""
# A frame hides what is outside it, so an image that is larger than its frame is cut off. Cropping
# on purpose is done by object-fit, which leaves the box of the image inside the frame.
IMAGES = """() => [...document.querySelectorAll("main img")].map((image) => {
  const frames = ".tile__open, .card__cover, .crop, .focal__stage";
  const frame = image.closest(frames) ?? image.parentElement;
  const inner = image.getBoundingClientRect(), outer = frame.getBoundingClientRect();
  return {
    name: image.alt || image.src,
    isVisible: inner.width > 1 && inner.height > 1,
    isInside: inner.top >= outer.top - 1 && inner.left >= outer.left - 1
      && inner.bottom <= outer.bottom + 1 && inner.right <= outer.right + 1,
    isOnPage: outer.left >= -1 && outer.right <= innerWidth + 1,
  };
})"""


@pytest.fixture
def site(installation, start_server):
    trash = installation.python(PREPARE).strip()
    pages = {
        "grid": "/studio/albums/anna/",
        "library": "/studio/",
        "search results": "/studio/?q=jpg",
        "photos": "/studio/pictures/",
        "focal point of a tall cover": "/studio/albums/the-tall/settings/",
        "focal point of a wide cover": "/studio/albums/the-wide/settings/",
        "trash": f"/studio/trash/{trash}/",
    }
    return f"http://localhost:{start_server().wait_until_ready().port}", pages


@pytest.mark.parametrize("width", [390, 1440])
def test_every_photo_is_inside_its_frame(site, open_page, width):
    url, pages = site
    with open_page(width) as page:
        page.goto(f"{url}/sign-in/")
        page.fill("input[name=email]", EMAIL)
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{url}/studio/")
        for name, path in pages.items():
            page.goto(url + path)
            expected = 3 if "focal point" in name else 7
            eventually(lambda expected=expected: len(page.evaluate(IMAGES)) >= expected, what=name)
            for image in page.evaluate(IMAGES):
                assert image["isVisible"], (name, image)
                assert image["isInside"], (name, image)
                assert image["isOnPage"], (name, image)
