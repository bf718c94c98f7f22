"""Files that would have ffmpeg open other files or ask other machines, if it were let."""

import struct

from assets.tests.factories.videos import make_video

HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{}\n#EXT-X-ENDLIST\n"
DASH = (
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
    'mediaPresentationDuration="PT2S"><Period><AdaptationSet mimeType="video/mp4">'
    '<Representation id="1" bandwidth="1"><BaseURL>{}</BaseURL></Representation>'
    "</AdaptationSet></Period></MPD>"
)
SRT = '1\n00:00:00,000 --> 00:00:09,000\n<img src="{}"/>\n'
SDP = "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video {} RTP/AVP 96\n"


def build_playlists(secret, port):
    """Twelve of them, each under the name of a film; SECRET is a film beside them."""
    web = f"http://127.0.0.1:{port}/film.ts"
    concat = f"ffconcat version 1.0\nfile '{secret}'\n"
    return {
        "hls-file.mp4": HLS.format(f"file://{secret}"),
        "hls-path.avi": HLS.format(secret),
        "hls-web.mp4": HLS.format(web),
        "hls-joined.mov": HLS.format(f"concat:{secret}|{web}"),
        "hls-nested.webm": HLS.format(f"subfile,,start,0,end,999999,,:{secret}"),
        "concat.mkv": concat,
        "concat-web.mp4": f"ffconcat version 1.0\nfile '{web}'\n",
        "dash.mp4": DASH.format(web),
        "subtitles.mkv": SRT.format(f"file://{secret}"),
        "session.mov": SDP.format(port),
        "list.wmv": f"[Reference]\nRef1={web}\n",
        "index.mpg": f"# VobSub index file, v7\nid: en, index: 0\n# {secret}\n",
    }


def write_avi_with_subtitles(target, text):
    """An AVI with a playlist for its subtitles."""
    film = make_video(target, "-c:v mpeg4", is_silent=True).read_bytes()
    at = film.index(b"strl") - 8
    size = struct.unpack("<I", film[at + 4 : at + 8])[0]
    words = text.encode()
    stream = _chunk(b"LIST", b"strl" + _chunk(b"strh", b"txts".ljust(56, b"\0")) + _strf())
    payload = _chunk(b"01tx", b"GAB2\0" + struct.pack("<HIHI", 2, 0, 4, len(words)) + words)
    after = at + 8 + size
    film = film[:after] + stream + film[after:]
    movi = film.index(b"movi") + 4
    target.write_bytes(_grown(film[:movi] + payload + film[movi:], len(stream), len(payload)))


def _chunk(name, content):
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _strf():
    return _chunk(b"strf", bytes(4))


def _grown(film, header, movie):
    """The sizes of the lists around what was put in."""
    film = bytearray(film)
    for name, growth in ((b"AVI ", header + movie), (b"hdrl", header), (b"movi", movie)):
        at = film.index(name) - 4
        film[at : at + 4] = struct.pack("<I", struct.unpack("<I", film[at : at + 4])[0] + growth)
    return bytes(film)
