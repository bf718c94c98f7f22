"""Share links and clients. Empty so far."""
