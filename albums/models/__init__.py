"""Albums, the pictures in them with their order, and the actions of people."""

from albums.models.action import Action
from albums.models.album import Album, FormerSlug
from albums.models.placement import Placement, Section
from albums.models.preset import Preset

__all__ = ["Action", "Album", "FormerSlug", "Placement", "Preset", "Section"]
