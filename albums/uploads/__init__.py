"""Receive files from browsers: resumable uploads, the plain form and the upload tray."""
