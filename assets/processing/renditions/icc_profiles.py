"""ICC profiles of colour spaces that files only name, without embedding a profile."""

import struct

HEADER_SIZE = 128


def build_profile(space, **tags):
    """Return the bytes of an ICC profile. The space and all tags have names of four letters."""
    names = list(tags)
    start = HEADER_SIZE + 4 + 12 * len(names)
    table, body = struct.pack(">I", len(names)), b""
    for name in names:
        table += struct.pack(">4sII", name.encode(), start + len(body), len(tags[name]))
        body += tags[name].ljust(-len(tags[name]) // 4 * -4, b"\0")
    header = struct.pack(
        ">I4xI4s4s4s", start + len(body), 0x02100000, b"mntr", space.encode(), b"XYZ "
    )
    header = header.ljust(36, b"\0") + b"acsp"
    header = header.ljust(68, b"\0") + _encode_numbers(0.9642, 1.0, 0.8249)
    return header.ljust(HEADER_SIZE, b"\0") + table + body


def encode_xyz(*xyz):
    """Encode a colour under D50, the illuminant of ICC profiles."""
    return b"XYZ \0\0\0\0" + _encode_numbers(*xyz)


def encode_gamma(power):
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(power * 256))


def _encode_numbers(*values):
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


ADOBE_RGB = build_profile(
    "RGB ",
    rXYZ=encode_xyz(0.60974, 0.31111, 0.01947),
    gXYZ=encode_xyz(0.20528, 0.62567, 0.06087),
    bXYZ=encode_xyz(0.14919, 0.06322, 0.74457),
    rTRC=encode_gamma(563 / 256),
    gTRC=encode_gamma(563 / 256),
    bTRC=encode_gamma(563 / 256),
)
