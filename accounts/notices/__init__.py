"""Notifications to the owners, in the studio and by email."""
