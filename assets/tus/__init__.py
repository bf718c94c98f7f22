"""Files that arrive in parts: the pieces of tus 1.0.0, for whichever app has an endpoint."""
