"""Words that only the code uses must not appear in the interface.

The German catalogue lists every string of the sources, the templates and the scripts (whose
strings are in templates), so its English side is the whole interface.
"""

import ast
import re
from functools import cache

from clientpix.testing.repository import ROOT

CATALOGUE = ROOT / "clientpix" / "locale" / "de" / "LC_MESSAGES" / "django.po"
INTERNAL_WORDS = (
    *("asset", "rendition", "placement", "picture", "develop", "developed", "developing"),
    *("manifest", "offer", "epoch", "vault", "tether", "fence", "workshop", "recipe"),
    *("door", "wall", "chunk", "cursor", "digest", "lease", "scratch", "intake", "pipeline"),
    *("step", "film", "facts", "verb", "set aside", "put away", "thrown away"),
    *("lie", "lies", "whoever", "somebody", "any more", "for good", "cannot"),
)
PATTERN = re.compile(rf"\b({'|'.join(INTERNAL_WORDS)})s?\b", re.IGNORECASE)
# Strings that may contain such a word, with the reason.
EXCEPTIONS = {
    "step": "a column in the admin, where the steps of processing have their technical names",
    "A chunk can have at most 16 MiB. Use smaller chunks.": "for authors of upload clients",
    "Send chunks as %s.": "for authors of upload clients",
    "The chunk was damaged in transit. Send it again.": "for authors of upload clients",
}


@cache
def read_strings():
    """Return the English strings of the catalogue, singular and plural."""
    text = CATALOGUE.read_text()
    entries = re.findall(r'^msgid(?:_plural)? ((?:"(?:[^"\\]|\\.)*"\n?)+)', text, re.MULTILINE)
    strings = ("".join(map(ast.literal_eval, entry.splitlines())) for entry in entries)
    return sorted({string for string in strings if string})


def find_internal_words(string):
    visible = re.sub(r"%\(\w+\)[sd]", "", string)
    return [match[0].lower() for match in PATTERN.finditer(visible)]


def test_no_internal_word_appears_in_the_interface():
    found = {string: words for string in read_strings() if (words := find_internal_words(string))}
    assert {string: words for string, words in found.items() if string not in EXCEPTIONS} == {}


def test_every_exception_is_still_needed():
    assert set(EXCEPTIONS) <= set(read_strings())


def test_an_internal_word_is_found_in_any_case_and_number():
    assert find_internal_words("Develop 3 Assets again") == ["develop", "assets"]
    assert find_internal_words("%(asset)s was moved") == []
    assert find_internal_words("The wallpaper of Adore") == []
