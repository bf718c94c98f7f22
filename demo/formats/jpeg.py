"""Write a JPEG with the EXIF of a camera, and with a rating and caption in XMP."""

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
    # A camera held upright saves the image sideways and stores its orientation.
    orientation = 1 if software or shot.form != "tall" else _choose_orientation(shot)
    if orientation in TRANSPOSED:
        image = image.transpose(TRANSPOSED[orientation])
    extra = {"xmp": _xmp(shot)} if shot.rating or shot.caption else {}
    sampling = "4:2:0" if shot.camera == PIXEL else "4:2:2"
    exif = _exif(shot, orientation, image.size, software)
    image.save(path, "JPEG", quality=QUALITY, subsampling=sampling, exif=exif, **extra)


def _choose_orientation(shot):
    return 6 if shot.number % 2 else 8


def _exif(shot, orientation, size, software):
    exif = Image.Exif()
    taken = shot.camera.clock(shot.moment)
    exif[0x010F], exif[0x0110] = shot.camera.make, shot.camera.model
    exif[0x0112] = orientation
    exif[0x0132] = f"{taken:%Y:%m:%d %H:%M:%S}"
    if software:
        exif[0x0131] = software
    exif.get_ifd(EXIF).update(_build_exif(shot, size))
    if shot.camera == PIXEL:
        exif.get_ifd(GPS).update(_build_gps(shot))
    return exif


def _build_exif(shot, size):
    exposure = shot.exposure
    taken = shot.camera.clock(shot.moment)
    hours, minutes = divmod(shot.camera.offset, 60)
    offset = f"+{hours:02}:{minutes:02}"
    return {
        0x829A: IFDRational(*exposure.shutter),
        0x829D: IFDRational(round(exposure.aperture * 100), 100),
        0x8827: exposure.iso,
        0x9000: b"0232",
        0x9003: f"{taken:%Y:%m:%d %H:%M:%S}",
        0x9004: f"{taken:%Y:%m:%d %H:%M:%S}",
        **dict.fromkeys((0x9010, 0x9011, 0x9012), offset),
        0x9291: f"{taken.microsecond // 1000:03}",
        0x920A: IFDRational(exposure.focal_length),
        0xA001: 1,
        0xA002: size[0],
        0xA003: size[1],
        0xA434: shot.camera.lenses[exposure.focal_length],
    }


def _build_gps(shot):
    north, east = (place + shot.number % 7 * 0.0004 for place in PLACE)
    return {1: "N", 2: _degrees(north), 3: "E", 4: _degrees(east)}


def _degrees(value):
    minutes, seconds = divmod(round(value * 360000), 6000)
    degrees, minutes = divmod(minutes, 60)
    return IFDRational(degrees), IFDRational(minutes), IFDRational(seconds, 100)


def _xmp(shot):
    caption = CAPTION.format(escape(shot.caption)) if shot.caption else ""
    return XMP.format(rating=shot.rating, caption=caption).encode()
