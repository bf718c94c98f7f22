"""Light, dark, or as the system has it."""

THEMES = {"auto": "", "light": "light", "dark": "dark"}
