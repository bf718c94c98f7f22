"""All pictures, in whichever albums they lie, or in none."""

from albums.grid import BLOCK

__all__ = ["BLOCK"]
