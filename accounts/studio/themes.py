"""The themes and the value each one has in pages and in its cookie."""

# Empty: follow the system.
THEMES = {"auto": "", "light": "light", "dark": "dark"}
