"""All pictures, in whichever albums they lie, or in none."""

from albums.wall import BLOCK

__all__ = ["BLOCK"]
