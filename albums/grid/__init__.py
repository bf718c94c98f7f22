"""The grid of an album, in blocks of tiles."""

BLOCK_SIZE = 60
