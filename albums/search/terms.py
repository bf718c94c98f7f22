"""What people type into a search box: words, each of which has to be found somewhere."""

from functools import reduce
from operator import and_, or_

from django.db.models import Q

MAX_WORDS = 8
MAX_LENGTH = 200


def split_words(text):
    """No database takes a NUL, and nobody remembers more than that."""
    return text.replace("\0", " ")[:MAX_LENGTH].split()[:MAX_WORDS]


def match_all_words(words, *fields):
    """Each word in one of FIELDS; percent signs and the like are letters as all others."""
    return reduce(and_, (_match_any_field(word, fields) for word in words), Q())


def _match_any_field(word, fields):
    spelt = [Q(**{f"{field}__icontains": one}) for field in fields for one in _case_variants(word)]
    return reduce(or_, spelt)


def _case_variants(word):
    """SQLite knows large and small letters of English alone."""
    return [word] if word.isascii() else sorted({word, word.lower(), word.title()})
