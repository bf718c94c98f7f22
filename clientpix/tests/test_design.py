"""Rules for every page that can be checked in the files, without a browser."""

import json
import re

import pytest
from django.template.loader import render_to_string

from clientpix.testing.repository import ROOT

ACCENTS = ["rust", "moss", "sea", "plum", "ochre", "ink"]
BACKGROUNDS = ["paper", "raised", "sunk"]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
JS = ROOT / "static" / "js"
SCRIPTS = sorted(JS.rglob("*.js"))
ENTRY_POINTS = {"door", "studio", "gallery"}
ERRORS = ["400", "403", "403_csrf", "404", "410", "413", "429", "500", "503", "507"]
READABLE, VISIBLE = 4.5, 3


def read_colours():
    """Return the light and dark colour of each name in tokens.css."""
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


def contrast(first, second):
    dark, light = sorted([luminance(first), luminance(second)])
    return (light + 0.05) / (dark + 0.05)


def lowest_contrast(first, second):
    """Return the lower contrast of light and dark."""
    return min(map(contrast, read_colours()[first], read_colours()[second]))


def find_used_icons():
    sources = [path.read_text() for path in [*TEMPLATES, *SCRIPTS]]
    pattern = r'parts/icon\.html" with name="([\w-]+)"|\bicon\("([\w-]+)"\)'
    return {
        name for text in sources for pair in re.findall(pattern, text) for name in pair if name
    }


def find_drawn_icons():
    return set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static" / "icons.svg").read_text()))


def test_contrast_is_computed_as_in_the_guidelines():
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


def test_every_accent_is_defined():
    assert [name for name in read_colours() if name.startswith("accent")] == [
        f"accent {name}" for name in ACCENTS
    ]


@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("ink", ["ink", "quiet", "danger", "warning", "good"])
def test_text_is_readable_on_every_background(ink, background):
    assert lowest_contrast(ink, background) >= READABLE


@pytest.mark.parametrize("accent", ACCENTS)
def test_accents_are_readable_as_links_and_as_buttons(accent):
    for background in BACKGROUNDS:
        assert lowest_contrast(f"accent {accent}", background) >= READABLE
    assert lowest_contrast(f"accent {accent}", "on-accent") >= READABLE


def test_danger_buttons_and_toasts_are_readable():
    assert lowest_contrast("danger", "on-accent") >= READABLE
    assert lowest_contrast("ink", "paper") >= READABLE


@pytest.mark.parametrize("background", ["paper", "raised"])
def test_the_border_of_a_field_is_visible(background):
    assert lowest_contrast("edge", background) >= VISIBLE


def test_browsers_without_light_dark_get_the_light_colours():
    css = (ROOT / "static" / "css" / "tokens.css").read_text()
    fallback = dict(re.findall(r"--([\w-]+): (#\w{6});", css.partition("@supports")[2]))
    named = {
        name: day for name, (day, _) in read_colours().items() if not name.startswith("accent")
    }
    assert fallback == named | {"accent": named["ink"]}


def test_every_used_icon_exists():
    assert find_used_icons() <= find_drawn_icons()


def test_every_icon_is_used():
    assert find_drawn_icons() <= find_used_icons()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_contain_nothing_that_the_content_policy_blocks(path):
    text = path.read_text()
    assert re.findall(r"\s(?:style|on[a-z]+|hx-on[\w:-]*)\s*=", text) == []
    opened = re.findall(r"<(?:script|style)\b[^>]*>", text)
    assert [tag for tag in opened if 'nonce="{{ csp_nonce }}"' not in tag] == []


@pytest.mark.parametrize("name", ERRORS)
def test_error_pages_need_no_request_and_no_database(name, settings):
    settings.STORAGES = {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    page = render_to_string(f"{name}.html")
    heading = re.search(r"<h1[^>]*>\s*(.+?)\s*</h1>", page)[1]
    assert f"<title>{heading}</title>" in page
    assert "<script" not in page
    assert "Client Pix" in page


def test_the_500_page_needs_no_static_manifest():
    assert "{% static" not in (ROOT / "templates" / "500.html").read_text()
    for path in re.findall(r'href="/(static/[^"]+)"', render_to_string("500.html")):
        assert (ROOT / path).is_file()


def test_every_module_is_in_the_import_map(settings):
    settings.STORAGES = {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    import_map = json.loads(render_to_string("parts/importmap.json"))["imports"]
    names = {path: str(path.relative_to(JS).with_suffix("")) for path in SCRIPTS}
    # Workers have no import map: they import nothing, and pages load them by URL.
    workers = {name for name in names.values() if "/workers/" in f"/{name}"}
    modules = set(names.values()) - ENTRY_POINTS - workers
    assert set(import_map) == {f"clientpix/{name}" for name in modules}
    for path in SCRIPTS:
        imported = re.findall(r'(?:from|import) "([^"]+)"', path.read_text())
        assert set(imported) <= set(import_map), path.name


def test_the_htmx_configuration_keeps_to_the_content_policy():
    configuration = json.loads(render_to_string("parts/htmx.json"))
    assert not configuration["includeIndicatorStyles"]
    assert not configuration["allowEval"]
    assert not configuration["allowScriptTags"]


def test_no_page_of_the_studio_brings_a_stylesheet_of_its_own():
    """Links inside the studio replace the body only, so the head keeps the first page's styles."""
    frames = {"base.html", "studio.html", "gallery.html", "door.html", "500.html"}
    pages = [path for path in (ROOT / "templates").rglob("*.html") if path.name not in frames]
    assert [path.name for path in pages if 'rel="stylesheet"' in path.read_text()] == []
