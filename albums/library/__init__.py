"""The library: albums as cards, some at a time."""

CARDS = 48
