"""Start the server and report its health."""
