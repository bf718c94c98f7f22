"""Signing in and out, the first owner, invitations, forgotten passwords."""
