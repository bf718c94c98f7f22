"""The team: who works in the studio, and invitations."""
