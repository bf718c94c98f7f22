"""Create an album with real, processed photos and videos, for tests in a browser."""

import io
import tempfile
from pathlib import Path

from accounts.models import User
from albums.arrival import IncomingFile, add_files
from albums.models import Album
from assets.intake import intake
from assets.models import Asset
from assets.processing.pipeline import process, process_slow_steps
from assets.tests.factories import videos
from assets.tests.factories.files import jpeg

EMAIL, PASSWORD = "o@x.org", "a long enough word"
_PLAIN = {f"{letter}.jpg": (900, 600) for letter in "abcd"}
SHAPES = {
    "wide.jpg": (1800, 300),
    "tall.jpg": (400, 1200),
    "square.jpg": (700, 700),
    **_PLAIN,
}
VIDEOS = {
    "copied.mov": f"{videos.H264} -c:a pcm_s16le",
    "plain.mov": videos.PLAIN,
    "plain.mp4": videos.PLAIN,
}


def create(with_videos=True):
    """Create the owner and the album, and process its files."""
    anna = User.objects.create_user(EMAIL, PASSWORD, role="owner", name="Anna")
    album = Album.objects.create(title="Anna & Ben", slug="anna", created_by=anna, order="name")
    for name, size in SHAPES.items():
        add(album, name, jpeg(size))
    with tempfile.TemporaryDirectory() as folder:
        for name, options in VIDEOS.items() if with_videos else ():
            add(album, name, videos.make_video(Path(folder, name), options).read_bytes())
    for pk in Asset.objects.values_list("pk", flat=True):
        process(pk)
        process_slow_steps(pk, lambda fraction: None)
    for number, placement in enumerate(album.placements.order_by("picture__versions__name")):
        album.placements.filter(pk=placement.pk).update(order_key=f"a{number:03}")
    return album


def add(album, name, content):
    file = IncomingFile(intake.receive_file(io.BytesIO(content), name), name)
    (arrival,) = add_files(album, [file], album.created_by)
    file.received.incoming.discard()
    return arrival.version
