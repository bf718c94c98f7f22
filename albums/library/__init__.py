"""The library: all albums as cards, one page at a time."""

CARDS_PER_PAGE = 48
