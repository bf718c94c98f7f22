"""Assets, pictures, renditions, and the results of verifying stored files."""

from assets.models.asset import Asset, Metadata
from assets.models.picture import Picture, Version
from assets.models.processing_problem import ProcessingProblem
from assets.models.rendition import Rendition
from assets.models.verification import Finding, Verification

__all__ = [
    "Asset",
    "Finding",
    "Metadata",
    "Picture",
    "ProcessingProblem",
    "Rendition",
    "Verification",
    "Version",
]
