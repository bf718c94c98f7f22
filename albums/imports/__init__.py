"""Import files from this machine into an album by command: once, or from a watched folder."""
