"""A wedding shoot drawn by formulas, so that every page can be tried with real files."""
