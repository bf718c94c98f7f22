"""Sessions: where people are signed in, when they were last seen, and how they are signed out."""
