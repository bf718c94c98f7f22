"""Search for words: each of them must occur in one of the fields."""

from functools import reduce
from operator import and_, or_

from django.db.models import Q

MAX_WORDS = 8
MAX_LENGTH = 200


def split_words(text):
    """Return the first words of the text."""
    # PostgreSQL refuses NUL characters. The limits keep the query small.
    return text.replace("\0", " ")[:MAX_LENGTH].split()[:MAX_WORDS]


def match_all_words(words, *fields):
    """Return a condition: each word occurs in one of FIELDS. Wildcards have no special meaning."""
    return reduce(and_, (_match_any_field(word, fields) for word in words), Q())


def _match_any_field(word, fields):
    variants = _case_variants(word)
    conditions = [Q(**{f"{field}__icontains": text}) for field in fields for text in variants]
    return reduce(or_, conditions)


def _case_variants(word):
    # On SQLite, icontains ignores the case of ASCII letters only.
    return [word] if word.isascii() else sorted({word, word.lower(), word.title()})
