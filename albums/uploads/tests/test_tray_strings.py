"""The numbers in the upload tray, in languages with few and with many plural forms."""

import re
import shutil
import subprocess
from html import unescape

import pytest
from django.template import Context, Template
from django.utils.translation import override

from albums.uploads.tests.tray_page import sign_in
from clientpix.testing.installation import eventually

POLISH = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=4; plural=(n==1 ? 0 : (n%10>=2 && n%10<=4) && (n%100<12 "
"|| n%100>14) ? 1 : n!=1 && (n%10>=0 && n%10<=1) || "
"(n%10>=5 && n%10<=9) || (n%100>=12 && n%100<=14) ? 2 : 3);\n"

msgid "{number} failed"
msgid_plural "{number} failed"
msgstr[0] "{number} plik"
msgstr[1] "{number} pliki"
msgstr[2] "{number} plików"
msgstr[3] "{number} pliku"
"""
FORMS = {0: "plików", 1: "plik", 2: "pliki", 5: "plików", 12: "plików", 22: "pliki", 25: "plików"}
PLURAL_FORM = """
async ([strings, numbers]) => {
  const { pluralForm } = await import("clientpix/uploads/text");
  document.documentElement.lang = "pl";
  return numbers.map((number) => pluralForm(strings, "countFailed", number));
}
"""


def render(language):
    with override(language):
        return unescape(Template("{% load tray_strings %}{% plural_strings %}").render(Context()))


def find_attributes(text, name):
    return dict(re.findall(rf'data-({name}(?:-\d+)?)="([^"]*)"', text))


def test_a_language_with_two_forms_has_a_string_for_1_and_one_for_the_rest():
    assert find_attributes(render("en"), "ended") == {
        "ended": "{number} files couldn't be uploaded",
        "ended-1": "{number} file couldn't be uploaded",
    }


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="gettext is not installed")
def test_a_language_with_four_forms_has_a_string_for_each(settings, tmp_path):
    folder = tmp_path / "pl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(POLISH)
    subprocess.run(["msgfmt", "-o", folder / "django.mo", folder / "django.po"], check=True)
    settings.LOCALE_PATHS = [tmp_path]
    assert find_attributes(render("pl"), "count-failed") == {
        "count-failed": "{number} plików",
        "count-failed-1": "{number} plik",
        "count-failed-2": "{number} pliki",
        "count-failed-3": "{number} pliki",
    }


@pytest.mark.chromium
def test_the_tray_picks_the_plural_form_of_the_language(line, open_page):
    strings = {
        "countFailed": "plików",
        "countFailed-1": "plik",
        "countFailed-2": "pliki",
        "countFailed-3": "pliki",
    }
    with open_page() as page:
        sign_in(page, line.url)
        eventually(lambda: page.evaluate("Boolean(customElements.get('upload-tray'))"))
        numbers = list(FORMS)
        assert page.evaluate(PLURAL_FORM, [strings, numbers]) == list(FORMS.values())
        english = {"countFailed": "files", "countFailed-1": "file"}
        page.evaluate("document.documentElement.lang = 'en'")
        forms = page.evaluate(PLURAL_FORM.replace('"pl"', '"en"'), [english, [0, 1, 2, 21]])
        assert forms == ["files", "file", "files", "files"]
