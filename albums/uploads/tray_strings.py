"""Strings of the upload tray that depend on a number, for every plural form of a language."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import ngettext

register = template.Library()

# Together these numbers use every plural category that a language has for small whole numbers:
# Arabic and Welsh have six. DEFAULT stands for all numbers without a string of their own.
SAMPLES = (0, 1, 2, 3, 6, 7, 11)
DEFAULT = 100

# The script fills in {number} and the other placeholders.
STRINGS = {
    "sending-many": lambda n: ngettext(
        "Uploading to {number} album", "Uploading to {number} albums", n
    ),
    "ended": lambda n: ngettext(
        "{number} file couldn't be uploaded", "{number} files couldn't be uploaded", n
    ),
    "count-to-go": lambda n: ngettext("{number} left", "{number} left", n),
    "count-new": lambda n: ngettext("{number} new", "{number} new", n),
    "count-here": lambda n: ngettext("{number} already here", "{number} already here", n),
    "count-revived": lambda n: ngettext(
        "{number} restored from trash", "{number} restored from trash", n
    ),
    "count-failed": lambda n: ngettext("{number} failed", "{number} failed", n),
    "not-sent": lambda n: ngettext(
        "{number} file for “{title}” hasn't been uploaded yet. Choose it again to continue.",
        "{number} files for “{title}” haven't been uploaded yet. "
        "Choose the folder again to continue.",
        n,
    ),
    "where-to": lambda n: ngettext(
        "Where should this file go?", "Where should these {number} files go?", n
    ),
    "more": lambda n: ngettext("and {number} more", "and {number} more", n),
}


@register.simple_tag
def plural_strings():
    """Return a data attribute for each string, and one for each number that needs another.

    `data-ended` holds the words for most numbers, `data-ended-1` those for 1 and for all numbers
    that the language treats like 1. The script finds these with Intl.PluralRules.
    """
    return format_html_join(" ", "{}", ((_build_attributes(name),) for name in STRINGS))


def _build_attributes(name):
    default = STRINGS[name](DEFAULT)
    forms = {number: STRINGS[name](number) for number in SAMPLES}
    return format_html(
        '{}="{}" {}',
        f"data-{name}",
        default,
        format_html_join(
            " ",
            '{}="{}"',
            (
                (f"data-{name}-{number}", words)
                for number, words in forms.items()
                if words != default
            ),
        ),
    )
