"""Stored files: their bytes, type, metadata and renditions."""
