"""Files with words in them that somebody else chose, under the names that their content gives."""

import hashlib
import io
from pathlib import Path
from xml.sax.saxutils import escape

from PIL import Image

LINES = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
PACKET = (
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description'
    ' rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag>{}</rdf:Bag>'
    '</dc:subject></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)


def save_by_hash(folder, content, extension="jpg"):
    path = Path(folder) / f"{hashlib.sha256(content).hexdigest()}.{extension}"
    path.write_bytes(content)
    return path


def make_labelled_jpeg(values, description=""):
    """A JPEG with words in it that somebody else chose."""
    listed = "".join(f"<rdf:li>{escape(value, LINES)}</rdf:li>" for value in values)
    exif = Image.Exif()
    exif[0x010E] = description
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG", xmp=PACKET.format(listed).encode(), exif=exif)
    return file.getvalue()
