"""Settings and wiring, and the infrastructure that settings refer to."""

__version__ = "0.1.0"
