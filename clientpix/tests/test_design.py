"""What must hold for every page, read from the files and not from a browser."""

import json
import re

import pytest
from django.template.loader import render_to_string

from clientpix.testing.repository import ROOT

ACCENTS = ["rust", "moss", "sea", "plum", "ochre", "ink"]
GROUNDS = ["paper", "raised", "sunk"]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
JS = ROOT / "static" / "js"
SCRIPTS = sorted(JS.rglob("*.js"))
ENTRIES = {"door", "studio", "gallery"}
ERRORS = ["400", "403", "403_csrf", "404", "410", "413", "429", "500", "503", "507"]
READABLE, VISIBLE = 4.5, 3


def tokens():
    """Name to its colour by day and its colour by night; accents under their own names."""
    css = (ROOT / "static" / "css" / "tokens.css").read_text()
    pair = r"light-dark\((#\w{6}), (#\w{6})\)"
    plain = re.findall(rf"--([\w-]+): {pair}", css)
    accents = re.findall(rf'data-accent="(\w+)"\] {{\s+--accent: {pair}', css)
    named = {name: (day, night) for name, day, night in plain if name != "accent"}
    return named | {f"accent {name}": (day, night) for name, day, night in accents}


def luminance(colour):
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def weakest(one, other):
    """The worse of day and night."""
    return min(map(contrast, tokens()[one], tokens()[other]))


def used_icons():
    sources = [path.read_text() for path in [*TEMPLATES, *SCRIPTS]]
    pattern = r'parts/icon\.html" with name="([\w-]+)"|\bicon\("([\w-]+)"\)'
    return {
        name for text in sources for pair in re.findall(pattern, text) for name in pair if name
    }


def drawn_icons():
    return set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static" / "icons.svg").read_text()))


def test_contrast_is_computed_as_the_guidelines_do():
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


def test_every_accent_is_there():
    assert [name for name in tokens() if name.startswith("accent")] == [
        f"accent {name}" for name in ACCENTS
    ]


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", ["ink", "quiet", "danger", "warning", "good"])
def test_words_are_readable_on_every_ground(ink, ground):
    assert weakest(ink, ground) >= READABLE


@pytest.mark.parametrize("accent", ACCENTS)
def test_an_accent_is_readable_as_a_link_and_under_the_words_of_a_button(accent):
    for ground in GROUNDS:
        assert weakest(f"accent {accent}", ground) >= READABLE
    assert weakest(f"accent {accent}", "on-accent") >= READABLE


def test_a_dangerous_button_and_a_toast_are_readable():
    assert weakest("danger", "on-accent") >= READABLE
    assert weakest("ink", "paper") >= READABLE


@pytest.mark.parametrize("ground", ["paper", "raised"])
def test_the_edge_of_a_field_can_be_seen(ground):
    assert weakest("edge", ground) >= VISIBLE


def test_browsers_without_light_dark_get_the_colours_of_the_day():
    css = (ROOT / "static" / "css" / "tokens.css").read_text()
    fallback = dict(re.findall(r"--([\w-]+): (#\w{6});", css.partition("@supports")[2]))
    named = {name: day for name, (day, _) in tokens().items() if not name.startswith("accent")}
    assert fallback == named | {"accent": named["ink"]}


def test_every_icon_that_is_used_is_drawn():
    assert used_icons() <= drawn_icons()


def test_every_icon_that_is_drawn_is_used():
    assert drawn_icons() <= used_icons()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_holds_nothing_that_the_content_policy_refuses(path):
    text = path.read_text()
    assert re.findall(r"\s(?:style|on[a-z]+|hx-on[\w:-]*)\s*=", text) == []
    opened = re.findall(r"<(?:script|style)\b[^>]*>", text)
    assert [tag for tag in opened if 'nonce="{{ csp_nonce }}"' not in tag] == []


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_said_without_a_request_and_without_a_database(name, settings):
    settings.STORAGES = {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    page = render_to_string(f"{name}.html")
    heading = re.search(r"<h1[^>]*>\s*(.+?)\s*</h1>", page)[1]
    assert f"<title>{heading}</title>" in page
    assert "<script" not in page
    assert "Client Pix" in page


def test_the_page_for_our_own_faults_needs_no_list_of_statics():
    assert "{% static" not in (ROOT / "templates" / "500.html").read_text()
    for path in re.findall(r'href="/(static/[^"]+)"', render_to_string("500.html")):
        assert (ROOT / path).is_file()


def test_modules_are_known_by_their_bare_names(settings):
    settings.STORAGES = {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    known = json.loads(render_to_string("parts/importmap.json"))["imports"]
    names = {path: str(path.relative_to(JS).with_suffix("")) for path in SCRIPTS}
    # A worker knows no bare names: it imports nothing, and pages know it by its address.
    workers = {name for name in names.values() if "/workers/" in f"/{name}"}
    modules = set(names.values()) - ENTRIES - workers
    assert set(known) == {f"clientpix/{name}" for name in modules}
    for path in SCRIPTS:
        imported = re.findall(r'(?:from|import) "([^"]+)"', path.read_text())
        assert set(imported) <= set(known), path.name


def test_what_htmx_is_told_is_well_formed_and_keeps_to_the_policy():
    told = json.loads(render_to_string("parts/htmx.json"))
    assert not told["includeIndicatorStyles"]
    assert not told["allowEval"]
    assert not told["allowScriptTags"]


def test_no_page_of_the_studio_brings_a_stylesheet_of_its_own():
    """Links inside the studio replace the body only, so the head keeps the first page's styles."""
    frames = {"base.html", "studio.html", "gallery.html", "door.html", "500.html"}
    pages = [path for path in (ROOT / "templates").rglob("*.html") if path.name not in frames]
    assert [path.name for path in pages if 'rel="stylesheet"' in path.read_text()] == []
