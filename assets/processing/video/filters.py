"""How pictures are made upright, even, still and calm: filters for ffmpeg, in their order.

ffmpeg itself turns what was recorded lying before the first of them.
"""

from assets.processing.video.footage import FASTEST, Footage

_HD_LINES = 720
_WHITE = 100


def chain(footage: Footage, size: tuple[int, int], may_tone: bool) -> list[str]:
    return [*_fields(footage), *_colours(footage), *_scaled(footage, size, may_tone)]


def calmed(footage: Footage) -> list[str]:
    """Fewer pictures a second where there are more than anybody sees."""
    fields = 2 if footage.pictures.is_interlaced else 1
    return [f"fps={FASTEST}"] if footage.pictures.rate * fields > FASTEST + 0.5 else []


def _fields(footage: Footage) -> list[str]:
    return ["bwdif=mode=send_field:deint=interlaced"] if footage.pictures.is_interlaced else []


def _colours(footage: Footage) -> list[str]:
    """Browsers guess by the height what a film does not say; so it is said."""
    if footage.pictures.is_hdr:
        curve = f"color_primaries=bt2020:color_trc={footage.pictures.transfer}:colorspace=bt2020nc"
        return [f"setparams={curve}"]
    if footage.pictures.matrix:
        return []
    is_hd = min(footage.width, footage.height) >= _HD_LINES
    return [f"setparams=colorspace={'bt709' if is_hd else 'smpte170m'}"]


def _scaled(footage: Footage, size: tuple[int, int], may_tone: bool) -> list[str]:
    width, height = size
    scale = f"scale={width}:{height}:flags=bicubic"
    if footage.pictures.is_hdr and may_tone:
        return [scale, *_TONED, "setsar=1"]
    return [f"{scale}:out_range=tv", "format=yuv420p", "setsar=1"]


_TONED = [
    f"zscale=transfer=linear:npl={_WHITE}",
    "format=gbrpf32le",
    "zscale=primaries=bt709",
    "tonemap=hable:desat=0",
    "zscale=transfer=bt709:matrix=bt709:range=tv",
    "format=yuv420p",
]
