"""Who we are: the people of the studio."""
