"""A person's own page: name, e-mail address, password and sessions."""
