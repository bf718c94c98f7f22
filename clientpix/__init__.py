"""How the house is wired, and the machinery that only settings name."""

__version__ = "0.1.0"
