"""Prepare a fresh clone to run. Standard library only: no package is installed yet."""
