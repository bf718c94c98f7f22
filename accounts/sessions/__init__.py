"""Sessions: where users are signed in, when they were last seen, and how to sign them out."""
