"""A picture seen close up: its files, what is known of it, and what lies beside it."""
