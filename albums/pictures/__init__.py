"""The page of all photos, in any album or in none."""

from albums.grid import BLOCK_SIZE

__all__ = ["BLOCK_SIZE"]
