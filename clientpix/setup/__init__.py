"""From a fresh clone to a machine that can run it. Standard library only: nothing is there yet."""
