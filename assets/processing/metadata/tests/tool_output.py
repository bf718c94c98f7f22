"""What programs might say of a file, and what is made of it in Berlin."""

from zoneinfo import ZoneInfo

from assets.processing import metadata

BERLIN = ZoneInfo("Europe/Berlin")


def of(tags=(), streams=(), container=()):
    output = {"exiftool": dict(tags)}
    if streams or container:
        output["ffprobe"] = {"streams": list(streams), "format": dict(container)}
    return metadata.parse(output, BERLIN)


def photo(**tags):
    """Tags with their group before two underscores."""
    return of({name.replace("__", ":"): value for name, value in tags.items()})


def film(**tags):
    return photo(File__MIMEType="video/mp4", **tags)


def video(**more):
    return {"codec_type": "video", "width": 1920, "height": 1080, **more}
