"""The library: albums as cards, some at a time."""

CARDS_PER_PAGE = 48
