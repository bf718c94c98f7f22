"""Files of this machine, brought into an album by a command: once, or as they appear."""
