"""What a wall of pictures shows, a block of tiles at a time."""

BLOCK_SIZE = 60
