"""Stored bytes, what they are seen as, and the proof that they are whole."""

from assets.models.asset import Asset, Facts
from assets.models.picture import Picture, Version
from assets.models.rendition import Copy
from assets.models.verification import Finding, Proof

__all__ = ["Asset", "Copy", "Facts", "Finding", "Picture", "Proof", "Version"]
