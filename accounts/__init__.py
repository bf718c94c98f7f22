"""Users of the studio: signing in, permissions, invitations."""
