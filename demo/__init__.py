"""A shoot that never was: a wedding day, drawn by formulas, to see every page with real files."""
