"""Build the video filters for ffmpeg, in their order.

ffmpeg itself rotates the video before the first of them.
"""

from assets.processing.video.footage import MAX_FRAME_RATE, Footage

_HD_LINES = 720
_PEAK_NITS = 100


def build_filters(footage: Footage, size: tuple[int, int], can_tone_map: bool) -> list[str]:
    return [
        *_deinterlace(footage),
        *_set_colour_space(footage),
        *_scale(footage, size, can_tone_map),
    ]


def limit_frame_rate(footage: Footage) -> list[str]:
    fields = 2 if footage.pictures.is_interlaced else 1
    return (
        [f"fps={MAX_FRAME_RATE}"] if footage.pictures.rate * fields > MAX_FRAME_RATE + 0.5 else []
    )


def _deinterlace(footage: Footage) -> list[str]:
    return ["bwdif=mode=send_field:deint=interlaced"] if footage.pictures.is_interlaced else []


def _set_colour_space(footage: Footage) -> list[str]:
    # Browsers guess a missing colour space by the height of the video, so it is always set.
    if footage.pictures.is_hdr:
        curve = f"color_primaries=bt2020:color_trc={footage.pictures.transfer}:colorspace=bt2020nc"
        return [f"setparams={curve}"]
    if footage.pictures.matrix:
        return []
    is_hd = min(footage.width, footage.height) >= _HD_LINES
    return [f"setparams=colorspace={'bt709' if is_hd else 'smpte170m'}"]


def _scale(footage: Footage, size: tuple[int, int], can_tone_map: bool) -> list[str]:
    width, height = size
    scale = f"scale={width}:{height}:flags=bicubic"
    if footage.pictures.is_hdr and can_tone_map:
        return [scale, *_TONE_MAPPING, "setsar=1"]
    return [f"{scale}:out_range=tv", "format=yuv420p", "setsar=1"]


_TONE_MAPPING = [
    f"zscale=transfer=linear:npl={_PEAK_NITS}",
    "format=gbrpf32le",
    "zscale=primaries=bt709",
    "tonemap=hable:desat=0",
    "zscale=transfer=bt709:matrix=bt709:range=tv",
    "format=yuv420p",
]
