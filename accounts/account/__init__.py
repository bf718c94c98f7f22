"""The account page: your name, email, password and sessions."""
