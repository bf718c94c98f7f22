"""Resumable uploads after tus 1.0.0, for any app that has an endpoint for them."""
