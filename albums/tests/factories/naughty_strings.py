"""Strings that broke some program once. Wherever they are shown, they must stay text."""

import hashlib
from itertools import product

from albums.models import Action, Album, Placement, Section
from assets.models import Asset, Metadata, Picture, Version

ALERT = "alert('naughty')"
TAGS = ["script", "img", "svg", "iframe", "body", "video", "input", "a", "math", "details", "p"]
EVENTS = ["onerror", "onload", "onclick", "onfocus", "onmouseover", "ontoggle", "onwheel", "on"]
ENDS = ['">', "'>", "</title>", "</textarea>", "</style>", "</script>", "-->", "]]>", "`>", "</a>"]
TEMPLATES = ["{{%s}}", "{%% %s %%}", "${%s}", "#{%s}", "<%%= %s %%>", "{{{%s}}}", "[[%s]]"]
EXPRESSIONS = [
    "7*7",
    "request",
    "settings.SECRET_KEY",
    "csrf_token",
    "debug",
    "constructor",
    "self",
]
INVISIBLE = [0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD, 0x34F, 0x61C, 0x180E, 0x115F, 0x3164]
BIDI = [0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069, 0x200E, 0x200F]
CONTROL = [*range(1, 32), 127, *range(0x80, 0xA0), 0x2028, 0x2029, 0xFFFD, 0xFFFE, 0xFFFF]
FORMULAS = ["=", "+", "-", "@", "\t=", "\r=", "|", "%"]
CALLS = ["1+1", "cmd|'/C calc'!A0", 'HYPERLINK("//x.example","y")', "SUM(1)*2", "rand()"]
PATHS = ["..", ".", "~", "/", "\\", "//", "C:", "CON", "aux.jpg", "nul", "a/b", "..\\x", "%2e%2e"]
WORDS = [
    *("null", "undefined", "NaN", "Infinity", "None", "true", "0", "-1", "1e1000", "0x0", "N/A"),
    *("' OR 1=1 --", "'; DROP TABLE x; --", '" OR ""="', "\\'", "%", "_", "%s", "%n", "{0}", "$1"),
]
SCHEMES = ["javascript:", "JaVaScRiPt:", "data:text/html,", "vbscript:", "java\tscript:", "blob:"]
SCRIPTS = [
    *("Straße", "İstanbul", "ǅ", "ﬃ", "Ω≈ç√", "田中さん", "사회과학원", "مرحبا", "שלום", "ไทยน้ำ"),
    *("हिन्दी", "𝕋𝕙𝕖", "ᚠᛇᚻ", "👩\u200d👩\u200d👧", "🏳️\u200d🌈", "🇺🇸🇷🇺", "❤️", "🙈🙉🙊"),
    *(
        "Z\u0321\u0362\u0360A\u0334\u0335\u0321L\u0338",
        "e\u0301",
        "１２３",
        "\U0010ffff",
        "\ue000",
    ),
]
NAMES = ["plaintext", "xmp", "noscript", "template", "base", "meta", "form", "object", "frame"]
HANDLERS = ["{}", " {} ", "/{}", "\t{}", "\n{}", "\f{}"]


def list_strings():
    """Return the distinct strings. None contains a NUL, which no database accepts."""
    texts = [
        *(f"<{tag} {event}={ALERT}>" for tag, event in product(TAGS, EVENTS)),
        *(f"{end}<script>{ALERT}</script>" for end in ENDS),
        *(f"{end}<img src=x onerror={ALERT}>" for end in ENDS),
        *(f"{quote} {event}={quote}{ALERT}" for quote, event in product("\"'`", EVENTS)),
        *(template % expression for template, expression in product(TEMPLATES, EXPRESSIONS)),
        *(f"a{chr(number)}b.jpg" for number in [*INVISIBLE, *BIDI, *CONTROL]),
        *(f"{chr(number)}{ALERT}" for number in BIDI),
        *(f"{sign}{call}" for sign, call in product(FORMULAS, CALLS)),
        *(f"{path}{end}" for path, end in product(PATHS, ["", "/etc/passwd", ".jpg", "\\x"])),
        *(f"{scheme}{ALERT}" for scheme in SCHEMES),
        *(f"&{entity};<b>" for entity in ["lt", "#60", "#x3c", "amp", "quot", "nbsp", "NewLine"]),
        *(f"<{'b' * length}>" for length in (1, 60, 230)),
        *("x" * length for length in (1, 64, 200, 255)),
        *(
            f"<{tag}>"
            for tag in ["plaintext", "xmp", "noscript", "template", "base", "meta", "form"]
        ),
        *(f"{end}<{tag} " for end, tag in product(ENDS[:6], TAGS)),
        *(WORDS + SCRIPTS),
        *(f"<!--{ALERT}-->", f"<![CDATA[{ALERT}]]>", f"<?xml {ALERT}?>", "<", ">", "&", '"', "'"),
    ]
    return list(dict.fromkeys(texts))


def create_album(owner):
    """Create an album with the strings as names, captions, metadata, sections and titles."""
    texts = list_strings()
    album = Album.objects.create(title=texts[0], slug="naughty", created_by=owner)
    Album.objects.bulk_create(
        Album(title=text[:200], slug=f"n{number}", description=text, created_by=owner)
        for number, text in enumerate(texts)
    )
    pictures = Picture.objects.bulk_create(Picture(caption=text) for text in texts)
    picture_by_text = dict(zip(texts, pictures, strict=True))
    sections = _sections(album, texts)
    Placement.objects.bulk_create(
        Placement(
            album=album, picture=picture_by_text[text], order_key=f"{number:04}", placed_by=owner
        )
        for number, text in enumerate(texts)
    )
    Placement.objects.filter(picture=pictures[-1]).update(section=sections[-1])
    assets = _assets(texts)
    rows = zip(texts, pictures, assets, strict=True)
    Version.objects.bulk_create(
        _version(picture, asset, text, owner, leads=True) for text, picture, asset in rows
    )
    rest = zip(texts[1:], assets[1:], strict=True)
    Version.objects.bulk_create(_version(pictures[0], asset, text, owner) for text, asset in rest)
    Metadata.objects.create(asset=assets[0], raw=_raw_metadata(texts))
    Action.objects.bulk_create(
        Action(album=album, by=owner, verb="section", picture_count=1, target_title=text[:200])
        for text in texts
    )
    return album, pictures


def _raw_metadata(texts):
    tags = {f"{text}{number}": text for number, text in enumerate(texts)}
    return {"exiftool": {**tags, "XMP-dc:Subject": texts, "XMP-dc:Description": texts[0]}}


def _sections(album, texts):
    return Section.objects.bulk_create(
        Section(album=album, title=text[:200], order_key=f"{number:04}")
        for number, text in enumerate(texts[:60])
    )


def _assets(texts):
    return Asset.objects.bulk_create(
        Asset(
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            crc32=1,
            size=number + 1,
            kind="photo",
            extension="jpg",
            state="ready",
            camera=text[:120],
            lens=text[:120],
        )
        for number, text in enumerate(texts)
    )


def _version(picture, asset, name, by, leads=False):
    return Version(
        picture=picture, asset=asset, name=name, stem=name, role="camera", uploader=by, leads=leads
    )
