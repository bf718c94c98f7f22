"""All pictures, in whichever albums they lie, or in none."""

from albums.grid import BLOCK_SIZE

__all__ = ["BLOCK_SIZE"]
