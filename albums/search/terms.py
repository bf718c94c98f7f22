"""What people type into a search box: words, each of which has to be found somewhere."""

from functools import reduce
from operator import and_, or_

from django.db.models import Q

MOST_WORDS = 8
LONGEST = 200


def words(text):
    """No database takes a NUL, and nobody remembers more than that."""
    return text.replace("\0", " ")[:LONGEST].split()[:MOST_WORDS]


def anywhere(words, *fields):
    """Each word in one of FIELDS; percent signs and the like are letters as all others."""
    return reduce(and_, (_in_any(word, fields) for word in words), Q())


def _in_any(word, fields):
    spelt = [Q(**{f"{field}__icontains": one}) for field in fields for one in _spellings(word)]
    return reduce(or_, spelt)


def _spellings(word):
    """SQLite knows large and small letters of English alone."""
    return [word] if word.isascii() else sorted({word, word.lower(), word.title()})
