"""The studio's own settings: name, logo, colour, language and defaults."""
