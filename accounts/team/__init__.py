"""The team page: users and invitations."""
