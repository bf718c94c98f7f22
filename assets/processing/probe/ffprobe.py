"""Read the metadata of a video with ffprobe."""

from assets.processing.probe import json_output
from assets.processing.video import inspection


def read_streams(path, extension):
    """Return its container and its streams, without its path."""
    output = inspection.run_ffprobe(path, extension)
    container = output.get("format", {})
    container = {name: value for name, value in container.items() if name != "filename"}
    return json_output.clean_json({"streams": output.get("streams", []), "format": container})
