"""How the house is wired, and the machinery that only settings name."""
