"""The studio itself: its name, its face and its habits."""
