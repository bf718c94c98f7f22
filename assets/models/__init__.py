"""Stored bytes, what they are seen as, and the proof that they are whole."""

from assets.models.asset import Asset, Metadata
from assets.models.picture import Picture, Version
from assets.models.rendition import Rendition
from assets.models.verification import Finding, Verification

__all__ = ["Asset", "Finding", "Metadata", "Picture", "Rendition", "Verification", "Version"]
