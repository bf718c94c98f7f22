"""Signing in and out, creating the first owner, accepting invitations, resetting passwords."""
