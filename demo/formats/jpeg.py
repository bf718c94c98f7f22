"""A JPEG as a camera writes it: how and when it was taken, and what was said of it later."""

from xml.sax.saxutils import escape

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from demo.shoot.cameras import PIXEL

QUALITY = 88
EXIF, GPS = 0x8769, 0x8825
TRANSPOSED = {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
PLACE = (44.1068, 9.7279)  # by the sea, under mountains
XMP = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmp:Rating="{rating}">{caption}'
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
    '<?xpacket end="w"?>'
)
CAPTION = (
    '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:description>'
)


def write(image, path, shot, *, software=""):
    """Who holds a camera upright writes a lying picture, and which way it is to be turned."""
    turn = 1 if software or shot.form != "tall" else _turn(shot)
    if turn in TRANSPOSED:
        image = image.transpose(TRANSPOSED[turn])
    extra = {"xmp": _xmp(shot)} if shot.rating or shot.caption else {}
    sampling = "4:2:0" if shot.camera == PIXEL else "4:2:2"
    exif = _exif(shot, turn, image.size, software)
    image.save(path, "JPEG", quality=QUALITY, subsampling=sampling, exif=exif, **extra)


def _turn(shot):
    return 6 if shot.number % 2 else 8


def _exif(shot, turn, size, software):
    exif = Image.Exif()
    taken = shot.camera.clock(shot.moment)
    exif[0x010F], exif[0x0110] = shot.camera.make, shot.camera.model
    exif[0x0112] = turn
    exif[0x0132] = f"{taken:%Y:%m:%d %H:%M:%S}"
    if software:
        exif[0x0131] = software
    exif.get_ifd(EXIF).update(_how(shot, size))
    if shot.camera == PIXEL:
        exif.get_ifd(GPS).update(_where(shot))
    return exif


def _how(shot, size):
    said = shot.exposure
    taken = shot.camera.clock(shot.moment)
    hours, minutes = divmod(shot.camera.offset, 60)
    offset = f"+{hours:02}:{minutes:02}"
    return {
        0x829A: IFDRational(*said.shutter),
        0x829D: IFDRational(round(said.aperture * 100), 100),
        0x8827: said.iso,
        0x9000: b"0232",
        0x9003: f"{taken:%Y:%m:%d %H:%M:%S}",
        0x9004: f"{taken:%Y:%m:%d %H:%M:%S}",
        **dict.fromkeys((0x9010, 0x9011, 0x9012), offset),
        0x9291: f"{taken.microsecond // 1000:03}",
        0x920A: IFDRational(said.focal_length),
        0xA001: 1,
        0xA002: size[0],
        0xA003: size[1],
        0xA434: shot.camera.lenses[said.focal_length],
    }


def _where(shot):
    north, east = (place + shot.number % 7 * 0.0004 for place in PLACE)
    return {1: "N", 2: _degrees(north), 3: "E", 4: _degrees(east)}


def _degrees(value):
    minutes, seconds = divmod(round(value * 360000), 6000)
    degrees, minutes = divmod(minutes, 60)
    return IFDRational(degrees), IFDRational(minutes), IFDRational(seconds, 100)


def _xmp(shot):
    caption = CAPTION.format(escape(shot.caption)) if shot.caption else ""
    return XMP.format(rating=shot.rating, caption=caption).encode()
